"""The Tantivy schema: fields, how a document is written and read back."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
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
        if value != ():
            _WRITERS[name](written, name, value)
    written.add_bytes("stored", stored_documents.to_json(document).encode())
    return written


def _write_several(written: tantivy.Document, name: str, values: tuple[str, ...]) -> None:
    for value in values:
        written.add_text(name, value)


def _write_factor(written: tantivy.Document, name: str, value: float) -> None:
    # Tantivy multiplies a score by log2(2 + field); stored this way round, the factor comes out as declared.
    # A factor below 1 would need a negative value, which counts as 0.
    written.add_float(name, math.pow(2, max(value, 1.0)) - 2)


_BY_KIND: dict[FieldKind, Callable[[tantivy.Document, str, Any], None]] = {
    FieldKind.WORDS: tantivy.Document.add_text,
    FieldKind.TOKENS: tantivy.Document.add_text,
    FieldKind.EXACT: _write_several,
    FieldKind.FACET: _write_several,
    FieldKind.NUMBER: tantivy.Document.add_unsigned,
    FieldKind.FLAG: tantivy.Document.add_boolean,
    FieldKind.FACTOR: _write_factor,
}
# Looked up once: the hash of an enum member is Python's work, and there are twenty-five fields a document.
_WRITERS = {name: _BY_KIND[kind] for name, kind in FIELDS.items()}


def from_tantivy(stored: tantivy.Document) -> SearchDocument:
    """The document as it was given to the index."""
    written: bytes = stored.get_first("stored") or b"{}"
    return stored_documents.from_json(written)


def to_line(pages: Mapping[int, Iterable[SearchDocument]]) -> str:
    """Pages with their documents as one line of text."""
    written = {
        page_id: [stored_documents.to_json(document) for document in own] for page_id, own in pages.items()
    }
    return json.dumps(written, ensure_ascii=False)


def from_line(line: str) -> dict[int, tuple[SearchDocument, ...]]:
    """What ``to_line`` wrote; nothing where the line is not whole."""
    try:
        written = json.loads(line)
    except ValueError:
        return {}
    return {int(page_id): tuple(map(stored_documents.from_json, own)) for page_id, own in written.items()}
