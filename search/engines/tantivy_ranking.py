"""Reading from Tantivy: the best provisions gathered by the page they stand on, totals, counts of facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import tantivy
from tantivy import DocAddress, Order, Query

from content.enums import Status
from search import matching
from search.engines.tantivy_query import translate
from search.engines.tantivy_schema import from_tantivy
from search.enums import Sort
from search.exchange import (
    FACETS,
    MAX_GUESSES,
    MAX_PAGES,
    FacetCount,
    Facets,
    HitGroup,
    SearchDocument,
    SearchHit,
    SearchQuery,
    SearchResult,
)
from search.matching import Node

_BATCH = 200
_EXACT_UP_TO = 5_000  # provisions; above, the number of their pages is estimated
_MAX_BUCKETS = 60_000
Scored = tuple[float, DocAddress]
Found = dict[int, list[Scored]]


def best(
    searcher: tantivy.Searcher, wanted: Query, limit: int, offset: int = 0, sort: Sort = Sort.RELEVANCE
) -> list[Scored]:
    """The best documents: by BM25 times the prior, or by day."""
    if sort is Sort.RELEVANCE:
        found = searcher.search(wanted, limit, count=False, offset=offset, weight_by_field="prior")
    else:
        order = Order.Desc if sort is Sort.NEWEST else Order.Asc
        found = searcher.search(
            wanted, limit, count=False, offset=offset, order_by_field="day_order", order=order
        )
    return list(found.hits)


def count(searcher: tantivy.Searcher, node: Node) -> int:
    """How many documents meet a condition."""
    # The count is there whenever it is asked for; Tantivy's stubs do not know it.
    found: int = searcher.search(translate(node), 1, count=True).count  # type: ignore[attr-defined]
    return found


def answer_all(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> SearchResult:
    """The screenful of a query whose words are all there."""
    wanted = translate(matching.filtered(words, query))
    total: int = searcher.search(wanted, 1, count=True).count  # type: ignore[attr-defined]
    pages = min(_count_pages(searcher, wanted, total), MAX_PAGES)
    page = max(1, min(query.page, -(-pages // query.per_page)))
    found = _gather(searcher, wanted, query.sort, needed=min(page * query.per_page, pages))
    groups = _groups(searcher, words, found, replace(query, page=page))
    return SearchResult(groups, total, pages, page)


def answer_some(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> SearchResult:
    """The screenful of a query of which some words are there: of the best provisions only."""
    wanted = translate(matching.filtered(words, query))
    hits = best(searcher, wanted, MAX_GUESSES)
    if query.sort is not Sort.RELEVANCE:
        hits = _by_day(searcher, hits, query.sort)
    found = _by_page(searcher, hits, {})
    totals = {page_id: len(own) for page_id, own in found.items()}
    page = max(1, min(query.page, -(-len(found) // query.per_page)))
    shown = list(found)[(page - 1) * query.per_page : page * query.per_page]
    groups = tuple(_group(searcher, found[page_id], totals[page_id], query) for page_id in shown)
    return SearchResult(groups, len(hits), len(found), page)


def facets_of_all(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> Facets:
    """Exact counts under the other filters."""
    return {name: _facet(searcher, words, query, name) for name in FACETS}


def facets_of_some(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> Facets:
    """Counts among the best provisions under the other filters."""
    documents: dict[str, list[SearchDocument]] = {}
    facets = {}
    for name, chosen in FACETS.items():
        without = name if getattr(query, chosen) else ""
        if without not in documents:
            wanted = translate(matching.filtered(words, query, without=without))
            hits = best(searcher, wanted, MAX_GUESSES)
            documents[without] = [from_tantivy(searcher.doc(address)) for _score, address in hits]
        counted = Counter(
            value for document in documents[without] for value in document.facet(name, query.on)
        )
        facets[name] = tuple(FacetCount(value, number) for value, number in counted.most_common())
    return facets


def buckets(searcher: tantivy.Searcher, wanted: Query, field: str) -> list[tuple[Any, int]]:
    """The values of a field with the number of their documents, most first."""
    asked = {"values": {"terms": {"field": field, "size": _MAX_BUCKETS}}}
    answer = searcher.aggregate(wanted, asked)
    return [(bucket["key"], bucket["doc_count"]) for bucket in answer["values"]["buckets"]]


def _facet(searcher: tantivy.Searcher, words: Node, query: SearchQuery, name: str) -> tuple[FacetCount, ...]:
    under = matching.filtered(words, query, without=name)
    if name == "status":
        counts = {
            status: count(
                searcher, matching.Every(must=(under,), only=(matching.status_is(status, query.on),))
            )
            for status in Status
        }
        return tuple(FacetCount(status.value, number) for status, number in counts.items() if number)
    found = buckets(searcher, translate(under), name)
    return tuple(FacetCount(_value(value), number) for value, number in found if value)


def _value(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)


def _count_pages(searcher: tantivy.Searcher, wanted: Query, total: int) -> int:
    if total <= _EXACT_UP_TO:
        return len(buckets(searcher, wanted, "page_id"))
    return round(searcher.cardinality(wanted, "page_id"))


def _gather(searcher: tantivy.Searcher, wanted: Query, sort: Sort, *, needed: int) -> Found:
    found: Found = {}
    offset, size = 0, _BATCH
    while len(found) < needed:
        hits = best(searcher, wanted, size, offset, sort)
        _by_page(searcher, hits, found)
        if len(hits) < size:
            break
        offset, size = offset + size, size * 4
    return found


def _by_page(searcher: tantivy.Searcher, hits: Iterable[Scored], found: Found) -> Found:
    hits = list(hits)
    page_ids = searcher.fast_field_values("page_id", [address for _score, address in hits])
    for page_id, hit in zip(page_ids, hits, strict=True):
        found.setdefault(int(page_id or 0), []).append(hit)
    return found


def _by_day(searcher: tantivy.Searcher, hits: list[Scored], sort: Sort) -> list[Scored]:
    days = searcher.fast_field_values("day_order", [address for _score, address in hits])
    order = sorted(range(len(hits)), key=lambda place: int(days[place] or 0), reverse=sort is Sort.NEWEST)
    return [hits[place] for place in order]


def _groups(
    searcher: tantivy.Searcher, words: Node, found: Found, query: SearchQuery
) -> tuple[HitGroup, ...]:
    shown = list(found)[(query.page - 1) * query.per_page : query.page * query.per_page]
    if not shown:
        return ()
    here = matching.within_pages(matching.filtered(words, query), shown)
    totals = {int(page_id): number for page_id, number in buckets(searcher, translate(here), "page_id")}
    return tuple(
        _group(
            searcher,
            _quoted(searcher, here, page_id, found[page_id], totals[page_id], query),
            totals[page_id],
            query,
        )
        for page_id in shown
    )


def _quoted(
    searcher: tantivy.Searcher, here: Node, page_id: int, hits: list[Scored], total: int, query: SearchQuery
) -> list[Scored]:
    """The best provisions of a page; those at hand where they are enough."""
    enough = min(query.quotes, total)
    if len(hits) >= enough and query.sort is Sort.RELEVANCE:
        return hits
    return best(searcher, translate(matching.within_pages(here, [page_id])), enough)


def _group(searcher: tantivy.Searcher, hits: list[Scored], total: int, query: SearchQuery) -> HitGroup:
    shown = hits[: query.quotes]
    quoted = tuple(SearchHit(from_tantivy(searcher.doc(address)), score) for score, address in shown)
    return HitGroup(quoted, total, quoted[0].document.status_on(query.on))
