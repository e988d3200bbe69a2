"""The Tantivy schema: fields, how a document is written and read back."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import tantivy

from search.analysis.fields import ANALYSIS_VERSION, FIELDS, FieldKind, analyze
from search.engines import stored_documents
from search.exchange import SearchDocument

SCHEMA_NAME = f"tantivy-{ANALYSIS_VERSION}-{hashlib.sha256(stored_documents.SHAPE.encode()).hexdigest()[:8]}"


def build_schema() -> tantivy.Schema:
    """The fields of ``FIELDS``, and the document itself to be given back."""
    builder = tantivy.SchemaBuilder()
    for name, kind in FIELDS.items():
        if kind is FieldKind.WORDS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        elif kind is FieldKind.TOKENS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
        elif kind in {FieldKind.EXACT, FieldKind.FACET}:
            fast = kind is FieldKind.FACET
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=fast)
        elif kind is FieldKind.NUMBER:
            builder.add_unsigned_field(name, indexed=True, fast=True)
        elif kind is FieldKind.FLAG:
            builder.add_boolean_field(name, indexed=True, fast=True)
        else:
            builder.add_float_field(name, fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


SCHEMA = build_schema()


def to_tantivy(document: SearchDocument) -> tantivy.Document:
    """A document as Tantivy takes it."""
    written = tantivy.Document()
    for name, value in analyze(document).items():
        _write(written, name, FIELDS[name], value)
    written.add_bytes("stored", stored_documents.to_json(document).encode())
    return written


def _write(written: tantivy.Document, name: str, kind: FieldKind, value: Any) -> None:
    if kind in {FieldKind.WORDS, FieldKind.TOKENS}:
        written.add_text(name, value)
    elif kind in {FieldKind.EXACT, FieldKind.FACET}:
        for item in value:
            written.add_text(name, item)
    elif kind is FieldKind.NUMBER:
        written.add_unsigned(name, value)
    elif kind is FieldKind.FLAG:
        written.add_boolean(name, value)
    else:
        # Tantivy multiplies a score by log2(2 + field); stored this way round, the factor comes out as
        # declared. A factor below 1 would need a negative value, which counts as 0.
        written.add_float(name, math.pow(2, max(value, 1.0)) - 2)


def from_tantivy(stored: tantivy.Document) -> SearchDocument:
    """The document as it was given to the index."""
    written: bytes = stored.get_first("stored") or b"{}"
    return stored_documents.from_json(written)
