"""Ranking in Tantivy: the best provisions, gathered by the page they stand on."""

from __future__ import annotations

import tantivy
from tantivy import DocAddress, Query

from search.engines.tantivy_query import within
from search.engines.tantivy_schema import from_tantivy
from search.port import HitGroup, SearchHit, SearchQuery

_BATCH = 200
Scored = tuple[float, DocAddress]


def rank_groups(
    searcher: tantivy.Searcher, wanted: Query, totals: dict[int, int], query: SearchQuery, page: int
) -> tuple[HitGroup, ...]:
    """The groups of one screenful, each by the rank of its best provision."""
    found = _best_pages(searcher, wanted, needed=min(page * query.per_page, len(totals)))
    shown = list(found)[(page - 1) * query.per_page : page * query.per_page]
    return tuple(_group(searcher, wanted, page, found[page], totals[page], query) for page in shown)


def best(searcher: tantivy.Searcher, query: Query, limit: int, offset: int = 0) -> list[Scored]:
    """The best documents by BM25 times the prior of their level."""
    return list(searcher.search(query, limit, count=False, offset=offset, weight_by_field="prior").hits)


def _best_pages(searcher: tantivy.Searcher, wanted: Query, *, needed: int) -> dict[int, list[Scored]]:
    found: dict[int, list[Scored]] = {}
    offset, size = 0, _BATCH
    while len(found) < needed:
        hits = best(searcher, wanted, size, offset)
        page_ids = searcher.fast_field_values("page_id", [address for _score, address in hits])
        for page_id, hit in zip(page_ids, hits, strict=True):
            found.setdefault(int(page_id or 0), []).append(hit)
        if len(hits) < size:
            break
        offset, size = offset + size, size * 4
    return found


def _group(
    searcher: tantivy.Searcher,
    wanted: Query,
    page_id: int,
    hits: list[Scored],
    total: int,
    query: SearchQuery,
) -> HitGroup:
    enough = min(query.quotes, total)
    if len(hits) < enough:
        hits = best(searcher, within(wanted, "page_id", page_id), enough)
    quoted = tuple(SearchHit(from_tantivy(searcher.doc(address)), score) for score, address in hits[:enough])
    return HitGroup(quoted, total, quoted[0].document.status_on(query.on))
