"""The marks of what a Tantivy index holds, page by page."""

from __future__ import annotations

import tantivy
from tantivy import Order

from search.engines.tantivy_query import translate
from search.exchange import DocumentMark, sorted_marks
from search.matching import Between

_MOST_AT_ONCE = 20_000
_DOCUMENTS_OF_A_PAGE = 20  # about; more are asked for where there are more


def read_marks(searcher: tantivy.Searcher, *, after: int, limit: int) -> dict[int, tuple[DocumentMark, ...]]:
    """See ``search.port.SearchIndex.marks``; one searcher, so one state of the index."""
    marks: dict[int, list[DocumentMark]] = {}
    offset, size = 0, min(_MOST_AT_ONCE, (limit + 1) * _DOCUMENTS_OF_A_PAGE)
    wanted = translate(Between("page_id", lower=after + 1))
    while True:
        hits = searcher.search(
            wanted, size, count=False, offset=offset, order_by_field="page_id", order=Order.Asc
        ).hits
        addresses = [address for _page_id, address in hits]
        versions = searcher.fast_field_values("version", addresses)
        accesses = searcher.fast_field_values("access", addresses)
        for (page_id, _address), version, access in zip(hits, versions, accesses, strict=True):
            if int(page_id) not in marks and len(marks) == limit:
                return sorted_marks(marks)
            marks.setdefault(int(page_id), []).append(DocumentMark(int(version or 0), int(access or 0)))
        if len(hits) < size:
            return sorted_marks(marks)
        offset += len(hits)
