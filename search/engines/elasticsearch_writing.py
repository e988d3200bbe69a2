"""Changes of an index in Elasticsearch, also while another is being built.

A page's documents lie together on one shard (routing), are changed by one request and shown by the refresh
that ends it: nothing else refreshes, so a reader sees the page before or after. The jobs write one after
another; should two writers change one page at once, both sets of documents can stay, until the page is
written again or ``reconcile`` finds it.

While a rebuild runs, a writer (1) notes the page in the new index, (2) writes to the index that answers,
(3) writes the same to the new one. The rebuild may have read the page before the change and write it after
(3); so when all is written it copies every noted page from the index that answers, and looks again whether
that has changed meanwhile. A writer that began before the new index was made does not know it: what it
writes was in the database before the rebuild read its first page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import Q, Search
from elasticsearch.helpers import streaming_bulk

from search import matching
from search.engines.elasticsearch_asking import every_hit
from search.engines.elasticsearch_connection import engine_failures
from search.engines.elasticsearch_indexes import Current, Indexes, written_by
from search.engines.elasticsearch_mapping import TOUCHED, from_hit, to_elasticsearch
from search.engines.elasticsearch_query import unranked
from search.engines.elasticsearch_withholding import hide, show
from search.exchange import SearchDocument
from search.port import EngineUnavailableError

_AT_ONCE = 500  # documents in a request of a rebuild
_MOST_BYTES = 10_000_000
_PAGES_AT_ONCE = 100
_WITHHELD_AT_ONCE = 2_000  # pages, of a few documents each
_EACH_ONCE = ("page_id", "-day_order", "version")
_ATTEMPTS = 5
_BUSY_RETRIES = 6  # a cluster that is too busy is asked again after 2, 4, 8, … seconds
Pages = Mapping[int, Sequence[SearchDocument]]
Operation = dict[str, Any]


class _GoneError(Exception):
    """The index that was to be written to has been dropped."""


class Writer:
    """Writes pages and rebuilds; every call raises EngineUnavailableError where it fails."""

    def __init__(self, client: Elasticsearch, indexes: Indexes) -> None:
        self._client = client
        self._indexes = indexes

    def replace_pages(self, pages: Pages) -> None:
        """Put the documents of pages in place of those they had; none takes a page out.

        What is written anew is no longer withheld.
        """

        def write(index: str) -> None:
            self._write_to(index, pages)
            show(self._client, written_by(index), pages)

        self._change(pages, write)

    def withhold(self, access_keys: Mapping[int, str]) -> None:
        """Take out what pages have under another access key than theirs here.

        Nobody is shown any of these pages from the first moment on. Of some thousand the documents are
        deleted at once; those of the others stay, hidden, until the pages are written anew: publications
        behind this job need not wait for a large column. Broken off, it is to be run again, and hides all.
        """
        page_ids = sorted(access_keys)
        first = page_ids[:_WITHHELD_AT_ONCE]
        if first:
            self._change((), partial(self._hide, page_ids=page_ids))
            part = {page_id: access_keys[page_id] for page_id in first}
            self._change(part, partial(self._take_out_of, access_keys=part))
        self._change((), lambda index: show(self._client, written_by(index), first or None))

    @contextmanager
    def rebuilding(self) -> Iterator[Session]:
        """See ``search.port.SearchIndex.rebuilding``."""
        with engine_failures():
            building = self._indexes.begin()
        session = Session(self._client, building)
        try:
            with session:
                yield session
            with engine_failures():
                self._finish(building)
        except _GoneError as error:
            raise EngineUnavailableError("another rebuild has begun and dropped this one") from error
        except BaseException:
            with suppress(EngineUnavailableError), engine_failures():
                self._indexes.drop(building)
            raise

    def _change(self, page_ids: Iterable[int], change: Callable[[str], None]) -> None:
        """Change pages in the index that answers, and in the one being built, where there is one."""
        for _attempt in range(_ATTEMPTS):
            with engine_failures():
                current = self._indexes.current()
                if current.live is None:
                    self._indexes.make_first()
                    continue
                try:
                    if current.building:
                        self._bulk(current.building, list(map(_note, page_ids)))
                    change(current.live)
                    if current.building:
                        change(current.building)
                except _GoneError:  # swapped or dropped since: what is there now has to be written
                    continue
                return
        raise EngineUnavailableError("the index was exchanged again and again")

    def _hide(self, index: str, page_ids: Sequence[int]) -> None:
        try:
            hide(self._client, index, written_by(index), page_ids)
        except NotFoundError as error:
            raise _GoneError from error

    def _take_out_of(self, index: str, access_keys: Mapping[int, str]) -> None:
        operations: list[Operation] = []
        try:
            self._client.indices.refresh(index=index)
            for node in matching.wrongly_open(access_keys):
                search = Search().query(unranked(node)).sort(*_EACH_ONCE).source(False)
                found = every_hit(self._client, search, index)
                operations += [_delete(hit["_id"], hit["sort"][0]) for hit in found]
        except NotFoundError as error:
            raise _GoneError from error
        self._bulk(index, operations)

    def _write_to(self, index: str, pages: Pages) -> None:
        try:
            self._client.indices.refresh(index=index)
            stale = self._ids(index, pages)
        except NotFoundError as error:
            raise _GoneError from error
        operations: list[Operation] = []
        for page_id, documents in pages.items():
            ids = {document.key for document in documents}
            operations += [_delete(key, page_id) for key in stale.get(page_id, ()) if key not in ids]
            operations += [
                _index(document.key, page_id, to_elasticsearch(document)) for document in documents
            ]
        self._bulk(index, operations)

    def _ids(self, index: str, page_ids: Iterable[int]) -> dict[int, list[str]]:
        search = _documents_of(page_ids).source(False)
        found: dict[int, list[str]] = {}
        for hit in every_hit(self._client, search, index):
            found.setdefault(hit["sort"][0], []).append(hit["_id"])
        return found

    def _bulk(self, index: str, operations: Sequence[Operation]) -> None:
        """Write and show; one request, which the server takes to disk before it answers."""
        if not operations:
            return
        lines = [line for operation in operations for line in (operation["action"], operation.get("source"))]
        answer = self._client.bulk(
            index=written_by(index),
            operations=[line for line in lines if line is not None],
            refresh=True,
            require_alias=True,
        )
        if not answer["errors"]:
            return
        results = [result for item in answer["items"] for result in item.values()]
        errors = [result["error"] for result in results if "error" in result]
        if any(error["type"] == "index_not_found_exception" for error in errors):
            raise _GoneError
        raise EngineUnavailableError(str(errors[:1])[:500])

    # ---- a rebuild --------------------------------------------------------------------
    def _finish(self, building: str) -> None:
        """Catch up with what was changed meanwhile, then let the new index answer."""
        self._client.indices.refresh(index=building)
        noted = [
            hit["sort"][0]
            for hit in every_hit(
                self._client,
                Search().query(Q("exists", field=TOUCHED)).sort(TOUCHED).source(False),
                building,
            )
        ]
        current = self._indexes.current()
        for start in range(0, len(noted), _PAGES_AT_ONCE):
            self._catch_up(current, building, noted[start : start + _PAGES_AT_ONCE])
        self._bulk(building, [_delete(_note_id(page_id), page_id) for page_id in noted])
        self._indexes.make_ready(building)
        self._indexes.swap(building)

    def _catch_up(self, current: Current, building: str, page_ids: Sequence[int]) -> None:
        """Copy pages from the index that answers, until none has changed since it was read."""
        if current.live is None:
            return
        pages = self._read(current.live, page_ids)
        while True:
            self._write_to(building, pages)
            now = self._read(current.live, page_ids)
            pages = {page_id: own for page_id, own in now.items() if own != pages[page_id]}
            if not pages:
                return
            page_ids = tuple(pages)

    def _read(self, index: str, page_ids: Sequence[int]) -> Pages:
        self._client.indices.refresh(index=index)
        pages: dict[int, list[SearchDocument]] = {page_id: [] for page_id in page_ids}
        for hit in every_hit(self._client, _documents_of(page_ids), index):
            pages[hit["sort"][0]].append(from_hit(hit))
        return pages


class Session:
    """The documents of a rebuild on their way: one request is sent while the next is prepared."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._sender = ThreadPoolExecutor(max_workers=1)
        self._sent: Future[None] | None = None
        self._waiting: list[Operation] = []

    def add(self, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            source = to_elasticsearch(document)
            self._waiting.append({"_id": document.key, "routing": str(document.page_id), "_source": source})
            if len(self._waiting) >= _AT_ONCE:
                self._send()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        try:
            if kind is None:
                self._send()
                self._wait()
        finally:
            self._sender.shutdown()

    def _send(self) -> None:
        self._wait()
        waiting, self._waiting = self._waiting, []
        self._sent = self._sender.submit(self._post, waiting)

    def _wait(self) -> None:
        if self._sent:
            with engine_failures():
                self._sent.result()

    def _post(self, operations: Sequence[Operation]) -> None:
        results = streaming_bulk(
            self._client,
            operations,
            chunk_size=_AT_ONCE,
            max_chunk_bytes=_MOST_BYTES,
            max_retries=_BUSY_RETRIES,
            index=written_by(self._index),
            require_alias=True,
        )
        for _result in results:
            pass


def _documents_of(page_ids: Iterable[int]) -> Search:
    wanted = Q("terms", page_id=list(page_ids))
    return Search().query("bool", filter=[wanted]).sort(*_EACH_ONCE)


def _note(page_id: int) -> Operation:
    return _index(_note_id(page_id), page_id, {TOUCHED: page_id})


def _note_id(page_id: int) -> str:
    return f"{TOUCHED}:{page_id}"


def _index(key: str, page_id: int, source: dict[str, Any]) -> Operation:
    return {"action": {"index": {"_id": key, "routing": str(page_id)}}, "source": source}


def _delete(key: str, page_id: int) -> Operation:
    return {"action": {"delete": {"_id": key, "routing": str(page_id)}}}
