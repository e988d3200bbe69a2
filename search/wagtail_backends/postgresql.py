"""Page search of the admin in PostgreSQL; named in WAGTAILSEARCH_BACKENDS."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)

from search.wagtail_backends.segmenting import SegmentingCompilerMixin, SegmentingIndexMixin


class SegmentedIndex(SegmentingIndexMixin, PostgresIndex):
    """Index rows hold tokens."""


class SegmentedQueryCompiler(SegmentingCompilerMixin, PostgresSearchQueryCompiler):
    """Search over whole tokens."""

    def get_fields_vectors(self, search_query: Any) -> list[tuple[Any, float]]:  # noqa: ARG002
        # The model's own columns are not segmented; the index row is.
        names = {"title" if name == "title" else "body" for name in self.fields}
        return [(F(f"index_entries__{name}"), 1.0) for name in sorted(names)]


class SegmentedAutocompleteQueryCompiler(SegmentingCompilerMixin, PostgresAutocompleteQueryCompiler):
    """Search as one types: the last token may be the beginning of one."""

    def get_fields_vectors(self, search_query: Any) -> list[tuple[Any, float]]:
        vectors: list[tuple[Any, float]] = self.get_index_vectors(search_query)
        return vectors


class SearchBackend(PostgresSearchBackend):
    """PostgreSQL's backend over segmented text, without the stemming of any language."""

    index_class = SegmentedIndex
    query_compiler_class = SegmentedQueryCompiler
    autocomplete_query_compiler_class = SegmentedAutocompleteQueryCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({**params, "SEARCH_CONFIG": "simple"})
