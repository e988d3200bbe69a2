"""What the portal asks of a search engine, whichever it is.

Analysis, query language, documents and highlighting live outside the engines; an engine stores tokens,
filters, ranks and counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from search.enums import Remark
from search.exchange import (
    DocumentMark,
    Facets,
    Health,
    LookUp,
    SearchDocument,
    SearchHit,
    SearchQuery,
    SearchResult,
    SuggestQuery,
)


class EngineUnavailableError(Exception):
    """The engine cannot answer or cannot take the change now: not there, broken, or too slow."""


class QueryRefusedError(EngineUnavailableError):
    """The engine works, but not on this question: it is too large, or takes too long."""


class RebuildSession(Protocol):
    """An index being built apart; it replaces the current one when its context ends without an error."""

    def add(self, documents: Iterable[SearchDocument]) -> None: ...


class SearchIndex(Protocol):
    """A search engine behind the port; each call raises EngineUnavailableError where it cannot be served."""

    def replace_page(self, page_id: int, documents: Iterable[SearchDocument]) -> None:
        """Put the documents of a page in place of those it had; readers see the one or the other."""

    def replace_pages(self, pages: Mapping[int, Iterable[SearchDocument]]) -> None:
        """The same for many pages at once, in one commit; a page without documents is taken out."""

    def remove_page(self, page_id: int) -> None:
        """Take a page out; nothing happens where it is not in the index."""

    def withhold(self, access_keys: Mapping[int, str]) -> None:
        """Take out what these pages have under another access key than theirs here; "" is nobody's.

        For many pages at once, long before each of them is written anew; an engine may hide a page from
        everybody until then. With no pages: what others have hidden is shown again.
        """

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer a query: every word, else (remark ANY_WORD) some of them."""

    def best(self, query: SearchQuery, limit: int) -> tuple[SearchHit, ...]:
        """The best provisions in their order, not gathered by page; the query's page and size say nothing."""

    def facets(self, query: SearchQuery) -> Facets:
        """Count the values of each facet under the other filters; values without a document are left out."""

    def totals(self, queries: Sequence[SearchQuery]) -> tuple[int, ...]:
        """For each query how many provisions have every word, under its filters, whatever its page."""

    def suggest(self, query: SuggestQuery) -> tuple[SearchDocument, ...]:
        """What the viewer may mean, best first: leading documents of pages by their names, and articles by
        number.
        """

    def look_up(self, wanted: LookUp) -> tuple[SearchDocument, ...]:
        """Documents known by name or number, in the order of page and place."""

    def count(self) -> int:
        """The number of documents."""

    def marks(self, *, after: int = 0, limit: int = 1000) -> dict[int, tuple[DocumentMark, ...]]:
        """The marks of the documents of the next ``limit`` pages with a greater number than ``after``.

        Sorted; an empty answer says that there are no more.
        """

    def health(self) -> Health:
        """Whether the index can be read; never raises."""

    def rebuilding(self) -> AbstractContextManager[RebuildSession]:
        """Build a new index while the current one answers; what a broken-off one left is dropped.

        Pages replaced meanwhile are so at once in the current one, and in the new one when it takes over.
        """


class _NullSession:
    def add(self, documents: Iterable[SearchDocument]) -> None:
        for _document in documents:
            pass


class NullIndex:
    """Search switched off: takes everything, finds nothing."""

    def replace_page(self, page_id: int, documents: Iterable[SearchDocument]) -> None:  # noqa: ARG002
        return None

    def replace_pages(self, pages: Mapping[int, Iterable[SearchDocument]]) -> None:  # noqa: ARG002
        return None

    def remove_page(self, page_id: int) -> None:  # noqa: ARG002
        return None

    def withhold(self, access_keys: Mapping[int, str]) -> None:  # noqa: ARG002
        return None

    def search(self, query: SearchQuery) -> SearchResult:  # noqa: ARG002
        return SearchResult(remarks=(Remark.UNAVAILABLE,))

    def best(self, query: SearchQuery, limit: int) -> tuple[SearchHit, ...]:  # noqa: ARG002
        return ()

    def facets(self, query: SearchQuery) -> Facets:  # noqa: ARG002
        return {}

    def totals(self, queries: Sequence[SearchQuery]) -> tuple[int, ...]:
        return (0,) * len(queries)

    def suggest(self, query: SuggestQuery) -> tuple[SearchDocument, ...]:  # noqa: ARG002
        return ()

    def look_up(self, wanted: LookUp) -> tuple[SearchDocument, ...]:  # noqa: ARG002
        return ()

    def count(self) -> int:
        return 0

    def marks(self, *, after: int = 0, limit: int = 1000) -> dict[int, tuple[DocumentMark, ...]]:  # noqa: ARG002
        return {}

    def health(self) -> Health:
        return Health(ok=True, detail="search is switched off")

    @contextmanager
    def rebuilding(self) -> Iterator[RebuildSession]:
        yield _NullSession()


def get_index() -> SearchIndex:
    """The search engine of this installation (settings SEARCH_ENGINE and SEARCH_INDEX_DIR)."""
    return _opened(settings.SEARCH_ENGINE, Path(settings.SEARCH_INDEX_DIR), os.getpid())


@lru_cache(maxsize=8)
def _opened(engine: str, directory: Path, _process: int) -> SearchIndex:
    # A forked worker opens its own: files, connections and threads of the parent are not for sharing.
    return open_index(engine, directory)


def open_index(engine: str, directory: Path) -> SearchIndex:
    """An index of an engine, made where there is none; only the embedded engine uses the directory."""
    if engine == "null":
        return NullIndex()
    index: SearchIndex
    if engine == "elasticsearch":
        index = import_string("search.engines.elasticsearch_index.configured")()
    else:
        index = import_string("search.engines.tantivy_index.TantivyIndex")(directory)
    return index
