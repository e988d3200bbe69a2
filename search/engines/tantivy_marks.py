"""The marks of what a Tantivy index holds, page by page."""

from __future__ import annotations

import tantivy
from tantivy import Order

from search.engines.tantivy_query import translate
from search.exchange import DocumentMark
from search.matching import Between

_AT_ONCE = 20_000


def read_marks(searcher: tantivy.Searcher, *, after: int, limit: int) -> dict[int, tuple[DocumentMark, ...]]:
    """See ``search.port.SearchIndex.marks``; one searcher, so one state of the index."""
    marks: dict[int, list[DocumentMark]] = {}
    offset = 0
    wanted = translate(Between("page_id", lower=after + 1))
    while True:
        hits = searcher.search(
            wanted, _AT_ONCE, count=False, offset=offset, order_by_field="page_id", order=Order.Asc
        ).hits
        addresses = [address for _page_id, address in hits]
        versions = searcher.fast_field_values("version", addresses)
        accesses = searcher.fast_field_values("access", addresses)
        for (page_id, _address), version, access in zip(hits, versions, accesses, strict=True):
            if int(page_id) not in marks and len(marks) == limit:
                return _sorted(marks)
            marks.setdefault(int(page_id), []).append(DocumentMark(int(version or 0), int(access or 0)))
        if len(hits) < _AT_ONCE:
            return _sorted(marks)
        offset += len(hits)


def _sorted(marks: dict[int, list[DocumentMark]]) -> dict[int, tuple[DocumentMark, ...]]:
    return {page_id: tuple(sorted(own)) for page_id, own in marks.items()}
