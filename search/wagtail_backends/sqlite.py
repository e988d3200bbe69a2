"""Page search of the admin in SQLite's FTS5; named in WAGTAILSEARCH_BACKENDS."""

from __future__ import annotations

from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)

from search.wagtail_backends.segmenting import SegmentingCompilerMixin, SegmentingIndexMixin


class SegmentedIndex(SegmentingIndexMixin, SQLiteIndex):
    """FTS5 rows hold tokens."""


class SegmentedQueryCompiler(SegmentingCompilerMixin, SQLiteSearchQueryCompiler):
    """Search over whole tokens."""


class SegmentedAutocompleteQueryCompiler(SegmentingCompilerMixin, SQLiteAutocompleteQueryCompiler):
    """Search as one types: the last token may be the beginning of one."""


class SearchBackend(SQLiteSearchBackend):
    """SQLite's backend over segmented text."""

    index_class = SegmentedIndex
    query_compiler_class = SegmentedQueryCompiler
    autocomplete_query_compiler_class = SegmentedAutocompleteQueryCompiler
