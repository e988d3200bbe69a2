"""The embedded engine: a Tantivy index on disk, one writer over all processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import tantivy
from tantivy import Query

from search import matching
from search.engines.index_files import IndexFiles
from search.engines.tantivy_marks import read_marks
from search.engines.tantivy_query import translate
from search.engines.tantivy_ranking import (
    answer_all,
    answer_some,
    best,
    count,
    count_facets,
    some_in_order,
)
from search.engines.tantivy_schema import (
    SCHEMA,
    SCHEMA_NAME,
    from_line,
    from_tantivy,
    to_line,
    to_tantivy,
)
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
from search.port import EngineUnavailableError, RebuildSession

WRITER_BYTES = 20_000_000
REBUILD_BYTES = 160_000_000


class TantivyIndex:
    """A search index in a directory; see ``search.port.SearchIndex``."""

    def __init__(self, directory: Path) -> None:
        self._files = IndexFiles(directory, SCHEMA_NAME)
        self._guard = Lock()
        self._opened: tuple[tuple[Path, int, int], tantivy.Index] | None = None

    # ---- writing ------------------------------------------------------------------
    def replace_pages(self, pages: Mapping[int, Iterable[SearchDocument]]) -> None:
        if not pages:
            return
        # Analyzed before the lock is taken: others may write meanwhile.
        whole = {page_id: tuple(documents) for page_id, documents in pages.items()}
        prepared = [to_tantivy(document) for documents in whole.values() for document in documents]
        with _engine_failures(), self._files.writing() as is_rebuilt:
            if is_rebuilt:
                self._files.note(to_line(whole))
                if self._files.current() is None:
                    return
            with self._writer() as writer:
                _replace(writer, whole, prepared)

    def replace_page(self, page_id: int, documents: Iterable[SearchDocument]) -> None:
        self.replace_pages({page_id: documents})

    def remove_page(self, page_id: int) -> None:
        self.replace_pages({page_id: ()})

    def withhold(self, access_keys: Mapping[int, str]) -> None:
        if not access_keys:
            return
        wrong = [translate(node) for node in matching.wrongly_open(access_keys)]
        with _engine_failures(), self._files.writing() as is_rebuilt:
            if is_rebuilt:  # all of them there: whoever withholds pages writes them anew after this
                self._files.note(to_line(dict.fromkeys(access_keys, ())))
            if self._files.current() is None:
                return
            with self._writer() as writer:
                for query in wrong:
                    writer.delete_documents_by_query(query)

    @contextmanager
    def rebuilding(self) -> Iterator[RebuildSession]:
        with self._files.rebuilding() as generation:
            index = tantivy.Index(SCHEMA, path=str(generation))
            with _committing(index, REBUILD_BYTES, threads=2) as writer:
                yield _Session(writer)
            with self._files.finishing():
                with _committing(index, WRITER_BYTES, threads=1) as writer:
                    for line in self._files.noted():
                        pages = from_line(line)
                        documents = [to_tantivy(document) for own in pages.values() for document in own]
                        _replace(writer, pages, documents)
                self._files.switch_to(generation)

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        current = self._files.current()
        generation = current or self._files.new_generation()
        try:
            path = str(generation)
            index = tantivy.Index.open(path) if current else tantivy.Index(SCHEMA, path=path)
        except (ValueError, OSError) as error:
            raise EngineUnavailableError(
                f"{generation} cannot be written; rebuild_index makes a new one"
            ) from error
        with _committing(index, WRITER_BYTES, threads=1) as writer:
            yield writer
        if current is None:
            self._files.switch_to(generation)

    # ---- reading ------------------------------------------------------------------
    def search(self, query: SearchQuery) -> SearchResult:
        if query.is_empty:
            return SearchResult()
        with self._reading() as searcher:
            words, is_guess = _words(searcher, query)
            answer = (answer_some if is_guess else answer_all)(searcher, words, query)
        return answer.remarked(query, is_guess=is_guess)

    def best(self, query: SearchQuery, limit: int) -> tuple[SearchHit, ...]:
        if query.is_empty:
            return ()
        with self._reading() as searcher:
            words, is_guess = _words(searcher, query)
            if is_guess:
                found = some_in_order(searcher, words, query)[:limit]
            else:
                found = best(searcher, translate(matching.filtered(words, query)), limit, sort=query.sort)
            return tuple(SearchHit(from_tantivy(searcher.doc(address)), score) for score, address in found)

    def facets(self, query: SearchQuery) -> Facets:
        if query.is_empty:
            return {}
        with self._reading() as searcher:
            words, is_guess = _words(searcher, query)
            return count_facets(searcher, words, query, is_guess=is_guess)

    def totals(self, queries: Sequence[SearchQuery]) -> tuple[int, ...]:
        with self._reading() as searcher:
            return tuple(
                0
                if query.is_empty
                else count(searcher, matching.filtered(matching.match_all_words(query), query))
                for query in queries
            )

    def suggest(self, query: SuggestQuery) -> tuple[SearchDocument, ...]:
        if query.is_empty:
            return ()
        with self._reading() as searcher:
            found = best(searcher, translate(matching.suggested(query)), query.limit)
            return tuple(from_tantivy(searcher.doc(address)) for _score, address in found)

    def look_up(self, wanted: LookUp) -> tuple[SearchDocument, ...]:
        if wanted.is_empty:
            return ()
        with self._reading() as searcher:
            found = searcher.search(translate(matching.looked_up(wanted)), wanted.limit, count=False).hits
            documents = [from_tantivy(searcher.doc(address)) for _score, address in found]
        return tuple(sorted(documents, key=lambda document: (document.page_id, document.order)))

    def count(self) -> int:
        if self._files.current() is None:
            return 0
        with self._reading() as searcher:
            return searcher.num_docs

    def marks(self, *, after: int = 0, limit: int = 1000) -> dict[int, tuple[DocumentMark, ...]]:
        if self._files.current() is None:
            return {}
        with self._reading() as searcher:
            return read_marks(searcher, after=after, limit=limit)

    def health(self) -> Health:
        if self._files.current() is None:
            return Health(ok=False, detail="no index yet")
        try:
            return Health(ok=True, documents=self.count(), bytes=self._files.size())
        except EngineUnavailableError:
            return Health(ok=False, detail="the index cannot be read")

    @contextmanager
    def _reading(self) -> Iterator[tantivy.Searcher]:
        """A searcher over what is committed.

        Raises:
            EngineUnavailableError: there is no index, it cannot be read, or Tantivy fails over the query.
        """
        with _engine_failures():
            searcher = self._searcher()
            if searcher is None:
                raise EngineUnavailableError("no index yet")
            yield searcher

    def _searcher(self) -> tantivy.Searcher | None:
        with self._guard:
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


def _replace(
    writer: tantivy.IndexWriter, page_ids: Iterable[int], documents: Iterable[tantivy.Document]
) -> None:
    writer.delete_documents_by_query(Query.term_set_query(SCHEMA, "page_id", list(page_ids)))
    for document in documents:
        writer.add_document(document)


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
def _engine_failures() -> Iterator[None]:
    """Turn what goes wrong inside the engine into one exception; a Rust panic is no Exception in Python."""
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        raise EngineUnavailableError(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise EngineUnavailableError("the engine panicked") from error


def _words(searcher: tantivy.Searcher, query: SearchQuery) -> tuple[matching.Node, bool]:
    """What has to match, and whether it is only some of the words."""
    words = matching.match_all_words(query)
    # Decided without the filters: a word found only in a repealed rule must not turn into guesses.
    if query.parsed.is_one_condition or count(searcher, matching.accessible(words, query.access_keys)):
        return words, False
    return matching.match_any_word(query), True
