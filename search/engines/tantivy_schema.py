"""The Tantivy schema: fields, how a document is written and read back."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import fields
from typing import Any

import tantivy

from search.analysis.fields import analyze
from search.port import SearchDocument

# Raise when analysis or the meaning of a field changes; the directory name carries it, so an old index is
# left alone.
ANALYSIS_VERSION = 2
_DOCUMENT_FIELDS = ",".join(sorted(item.name for item in fields(SearchDocument)))
SCHEMA_NAME = f"tantivy-{ANALYSIS_VERSION}-{hashlib.sha256(_DOCUMENT_FIELDS.encode()).hexdigest()[:8]}"

KEYWORDS = ("access_key", "kind", "level", "issuing_body", "region")
NUMBERS = ("page_id", "valid_from", "valid_to", "year")


def build_schema() -> tantivy.Schema:
    """One field of words, a few exact ones, filters and counts on fast fields."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("characters", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("titled", tokenizer_name="whitespace", index_option="basic")
    for name in ("article", "names", "numbers", "beginnings"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_boolean_field("repealed", indexed=True, fast=True)
    builder.add_boolean_field("leads", indexed=True)
    builder.add_float_field("prior", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = build_schema()
_FIELDS = tuple(field.name for field in fields(SearchDocument))


def to_tantivy(document: SearchDocument) -> tantivy.Document:
    """A document as Tantivy takes it."""
    analyzed = analyze(document)
    written = tantivy.Document()
    written.add_text("body", analyzed.body)
    written.add_text("characters", analyzed.characters)
    if analyzed.article:
        written.add_text("article", analyzed.article)
    for name in analyzed.names:
        written.add_text("names", name)
    for number in analyzed.numbers:
        written.add_text("numbers", number)
    written.add_text("titled", analyzed.titled)
    for beginning in analyzed.beginnings:
        written.add_text("beginnings", beginning)
    for field in KEYWORDS:
        written.add_text(field, getattr(document, field))
    for field in NUMBERS:
        written.add_unsigned(field, getattr(document, field))
    written.add_boolean("repealed", document.repealed)
    written.add_boolean("leads", document.leads)
    # Tantivy multiplies a score by log2(2 + field); stored this way round, the factor comes out as declared.
    written.add_float("prior", math.pow(2, max(document.prior, 1.0)) - 2)
    written.add_bytes("stored", json.dumps(_values(document), ensure_ascii=False).encode())
    return written


def _values(document: SearchDocument) -> dict[str, Any]:
    # Not dataclasses.asdict: it copies every value, which was a fifth of a rebuild.
    return {name: getattr(document, name) for name in _FIELDS}


def from_tantivy(stored: tantivy.Document) -> SearchDocument:
    """The document as it was given to the index."""
    written: bytes = stored.get_first("stored") or b"{}"
    values = json.loads(written)
    return SearchDocument(**{**values, "names": tuple(values["names"])})
