"""The embedded engine: a Tantivy index on disk, one writer over all processes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import tantivy
from tantivy import Query

from content.enums import Status
from search.engines import tantivy_query as build
from search.engines.index_files import IndexFiles
from search.engines.tantivy_ranking import best, rank_groups
from search.engines.tantivy_schema import SCHEMA, SCHEMA_NAME, from_tantivy, to_tantivy
from search.enums import Remark
from search.port import (
    FacetCount,
    Health,
    RebuildSession,
    SearchDocument,
    SearchQuery,
    SearchResult,
    SuggestQuery,
)

logger = logging.getLogger(__name__)

WRITER_BYTES = 20_000_000
REBUILD_BYTES = 160_000_000
MAX_BUCKETS = 60_000


class IndexUnusableError(Exception):
    """The index on disk cannot be written; ``rebuild_index`` makes a new one."""


class TantivyIndex:
    """A search index in a directory; see ``search.port.SearchIndex``."""

    def __init__(self, directory: Path) -> None:
        self._files = IndexFiles(directory, SCHEMA_NAME)
        self._guard = Lock()
        self._opened: tuple[tuple[Path, int, int], tantivy.Index] | None = None

    # ---- writing ------------------------------------------------------------------
    def replace_page(self, page_id: int, documents: Iterable[SearchDocument]) -> None:
        prepared = [to_tantivy(document) for document in documents]
        with self._files.writing(), self._writer() as writer:
            writer.delete_documents_by_query(Query.term_query(SCHEMA, "page_id", page_id))
            for document in prepared:
                writer.add_document(document)

    def remove_page(self, page_id: int) -> None:
        self.replace_page(page_id, ())

    @contextmanager
    def rebuilding(self) -> Iterator[RebuildSession]:
        # Other writers wait meanwhile; their changes then go into the new generation, so none is lost.
        with self._files.writing():
            generation = self._files.new_generation()
            index = tantivy.Index(SCHEMA, path=str(generation))
            with _committing(index, REBUILD_BYTES, threads=2) as writer:
                yield _Session(writer)
            self._files.switch_to(generation)

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        current = self._files.current()
        generation = current or self._files.new_generation()
        try:
            path = str(generation)
            index = tantivy.Index.open(path) if current else tantivy.Index(SCHEMA, path=path)
        except (ValueError, OSError) as error:
            raise IndexUnusableError(str(generation)) from error
        with _committing(index, WRITER_BYTES, threads=1) as writer:
            yield writer
        if current is None:
            self._files.switch_to(generation)

    # ---- reading ------------------------------------------------------------------
    def search(self, query: SearchQuery) -> SearchResult:
        if query.parsed.is_empty or not query.access_keys:
            return SearchResult()
        searcher = self._searcher()
        if searcher is None:
            return SearchResult(remarks=(Remark.UNAVAILABLE,))
        with _engine_failures() as failed:
            return _answer(searcher, query)
        return SearchResult(remarks=(Remark.UNAVAILABLE,)) if failed else SearchResult()

    def suggest(self, query: SuggestQuery) -> tuple[SearchDocument, ...]:
        if query.typed.is_empty or not query.access_keys:
            return ()
        searcher = self._searcher()
        if searcher is None:
            return ()
        with _engine_failures():
            found = best(searcher, build.suggested(query), query.limit)
            return tuple(from_tantivy(searcher.doc(address)) for _score, address in found)
        return ()

    def count(self) -> int:
        searcher = self._searcher()
        return searcher.num_docs if searcher else 0

    def page_ids(self) -> frozenset[int]:
        searcher = self._searcher()
        return frozenset(_page_totals(searcher, Query.all_query())) if searcher else frozenset()

    def health(self) -> Health:
        if self._files.current() is None:
            return Health(ok=False, detail="no index yet")
        searcher = self._searcher()
        if searcher is None:
            return Health(ok=False, detail="the index cannot be read")
        return Health(ok=True, documents=searcher.num_docs)

    def _searcher(self) -> tantivy.Searcher | None:
        with _engine_failures(), self._guard:
            while True:  # swaps may fall between reading the pointer and opening the directory
                generation = self._files.current()
                if generation is None:
                    return None
                try:
                    return self._open(generation).searcher()
                except (ValueError, OSError):
                    self._opened = None
                    if self._files.current() == generation:
                        raise
        return None

    def _open(self, generation: Path) -> tantivy.Index:
        meta = (generation / "meta.json").stat()
        state = (generation, meta.st_mtime_ns, meta.st_ino)
        if self._opened and self._opened[0] == state:
            return self._opened[1]
        if self._opened and self._opened[0][0] == generation:
            index = self._opened[1]
        else:
            index = tantivy.Index.open(str(generation))
            index.config_reader("manual", 0)
        index.reload()
        self._opened = (state, index)
        return index


class _Session:
    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def add(self, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            self._writer.add_document(to_tantivy(document))


@contextmanager
def _committing(index: tantivy.Index, heap: int, *, threads: int) -> Iterator[tantivy.IndexWriter]:
    writer = index.writer(heap, threads)
    try:
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        # Only now is Tantivy's own lock free; ours must outlive it.
        writer.wait_merging_threads()


@contextmanager
def _engine_failures() -> Iterator[list[BaseException]]:
    """Log what goes wrong inside the engine instead of raising it; a Rust panic is no Exception in Python."""
    failures: list[BaseException] = []
    try:
        yield failures
    except (ValueError, OSError, RuntimeError) as error:
        logger.exception("search engine failed")
        failures.append(error)
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        logger.exception("search engine failed")
        failures.append(error)


def _answer(searcher: tantivy.Searcher, query: SearchQuery) -> SearchResult:
    words, remarks = _words(searcher, query)
    wanted = build.filtered(words, query)
    totals = _page_totals(searcher, wanted)
    page = max(1, min(query.page, -(-len(totals) // query.per_page)))
    return SearchResult(
        groups=rank_groups(searcher, wanted, totals, query, page),
        total=sum(totals.values()),
        pages_total=len(totals),
        page=page,
        facets={name: _facet(searcher, words, query, name) for name in build.FACETS},
        remarks=remarks,
    )


def _words(searcher: tantivy.Searcher, query: SearchQuery) -> tuple[Query, tuple[Remark, ...]]:
    truncated = (Remark.TRUNCATED,) if query.parsed.truncated else ()
    words = build.match_all_words(query.parsed)
    # Decided without the filters: a word found only in a repealed rule must not turn into guesses.
    if _count(searcher, build.only_accessible(words, query)):
        return words, truncated
    words = build.match_any_word(query.parsed)
    if not _count(searcher, build.only_accessible(words, query)):
        return words, truncated
    return words, (Remark.ANY_WORD, *truncated)


def _count(searcher: tantivy.Searcher, query: Query) -> int:
    # The count is there whenever it is asked for; Tantivy's stubs do not know it.
    found: int = searcher.search(query, 1, count=True).count  # type: ignore[attr-defined]
    return found


def _page_totals(searcher: tantivy.Searcher, query: Query) -> dict[int, int]:
    return {int(value): count for value, count in _buckets(searcher, query, "page_id")}


def _buckets(searcher: tantivy.Searcher, query: Query, field: str) -> list[tuple[Any, int]]:
    answer = searcher.aggregate(query, {"values": {"terms": {"field": field, "size": MAX_BUCKETS}}})
    return [(bucket["key"], bucket["doc_count"]) for bucket in answer["values"]["buckets"]]


def _facet(searcher: tantivy.Searcher, words: Query, query: SearchQuery, name: str) -> tuple[FacetCount, ...]:
    under = build.filtered(words, query, without=name)
    if name == "status":
        having = {status: build.with_status(under, status, query.on) for status in Status}
        counts = {status: _count(searcher, wanted) for status, wanted in having.items()}
        return tuple(FacetCount(status.value, count) for status, count in counts.items() if count)
    return tuple(FacetCount(str(value), count) for value, count in _buckets(searcher, under, name) if value)
