"""The fields of an index in Elasticsearch, and how a document is written and read back."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from elasticsearch.dsl import Boolean, Double, Keyword, Long, Mapping, Text

from search.analysis.fields import ANALYSIS_VERSION, FIELDS, FieldKind, analyze
from search.engines import stored_documents
from search.exchange import SearchDocument

# The number of a page that was changed while an index is being built; only such a note has it.
TOUCHED = "touched"
# Lucene takes no longer value.
_LONGEST_VALUE = 8_000

_MAPPED = {
    FieldKind.WORDS: lambda: Text(analyzer="whitespace"),
    FieldKind.TOKENS: lambda: Text(analyzer="whitespace", index_options="docs"),
    FieldKind.EXACT: lambda: Keyword(doc_values=False, ignore_above=_LONGEST_VALUE),
    FieldKind.FACET: lambda: Keyword(ignore_above=_LONGEST_VALUE),
    FieldKind.NUMBER: Long,
    FieldKind.FLAG: Boolean,
    FieldKind.FACTOR: lambda: Double(index=False),
}


def build_mapping() -> dict[str, Any]:
    """The fields of ``FIELDS``, and the document itself, which alone is kept as it was sent."""
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    mapping.meta("_source", includes=["stored"])
    for name, kind in FIELDS.items():
        mapping.field(name, _MAPPED[kind]())
    mapping.field("stored", Keyword(index=False, doc_values=False))
    mapping.field(TOUCHED, Long())
    return mapping.to_dict()


MAPPING = build_mapping()
_DIGEST = hashlib.sha256((json.dumps(MAPPING, sort_keys=True) + stored_documents.SHAPE).encode())
SCHEMA_NAME = f"{ANALYSIS_VERSION}-{_DIGEST.hexdigest()[:8]}"


def settings(*, shards: int) -> dict[str, Any]:
    """The settings of an index that is being filled; ``ready_settings`` are those of one in use."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": 0,
        # Nothing is shown before a writer says so: readers see all of a page's change or nothing of it.
        "refresh_interval": "-1",
        "translog.durability": "async",
    }


def ready_settings(*, replicas: int) -> dict[str, Any]:
    """What is set before an index answers: copies, and that a change is on the disks of most of them."""
    return {
        "number_of_replicas": replicas,
        "translog.durability": "request",
        "write.wait_for_active_shards": str(needed_copies(replicas)),
    }


def needed_copies(replicas: int) -> int:
    """The copies that must be there for a change to be taken: most of them."""
    return (replicas + 1) // 2 + 1 if replicas else 1


def to_elasticsearch(document: SearchDocument) -> dict[str, Any]:
    """A document as Elasticsearch takes it."""
    return {**analyze(document), "stored": stored_documents.to_json(document)}


def from_hit(hit: dict[str, Any]) -> SearchDocument:
    """The document of a hit, as it was given to the index."""
    return stored_documents.from_json(hit["_source"]["stored"])
