"""Reading from Tantivy: the best provisions gathered by the page they stand on, totals, counts of facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import tantivy
from tantivy import Order, Query

from content.enums import Status
from search import matching
from search.engines.tantivy_guesses import Scored, best_guesses, without_filter
from search.engines.tantivy_query import translate
from search.engines.tantivy_schema import from_tantivy
from search.enums import Sort
from search.exchange import (
    FACETS,
    MAX_PAGES,
    FacetCount,
    Facets,
    HitGroup,
    SearchHit,
    SearchQuery,
    SearchResult,
    status_on,
)
from search.matching import Node

_BATCH = 200
_EXACT_UP_TO = 5_000  # provisions; above, the number of their pages is estimated
_MAX_BUCKETS = 60_000
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
    hits = some_in_order(searcher, words, query)
    found = _by_page(searcher, hits, {})
    totals = {page_id: len(own) for page_id, own in found.items()}
    page = max(1, min(query.page, -(-len(found) // query.per_page)))
    shown = list(found)[(page - 1) * query.per_page : page * query.per_page]
    groups = tuple(_group(searcher, found[page_id], totals[page_id], query) for page_id in shown)
    return SearchResult(groups, len(hits), len(found), page)


def some_in_order(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> list[Scored]:
    """The best provisions of which some words are there, in the order asked for."""
    hits = best_guesses(searcher, words, query)
    return hits if query.sort is Sort.RELEVANCE else _by_day(searcher, hits, query.sort)


def count_facets(searcher: tantivy.Searcher, words: Node, query: SearchQuery, *, is_guess: bool) -> Facets:
    """Counts under the other filters: of all that match, or of the best provisions where it is a guess."""
    count_under = _count_best if is_guess else _count_all
    under: dict[str, Facets] = {}
    facets = {}
    for name, chosen in FACETS.items():
        without = name if getattr(query, chosen) else ""  # what is not filtered by is counted together
        if without not in under:
            under[without] = count_under(searcher, words, without_filter(query, without))
        facets[name] = under[without][name]
    return facets


def _count_all(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> Facets:
    wanted = matching.filtered(words, query)
    statuses = {
        status: count(searcher, matching.Every(must=(wanted,), only=(matching.status_is(status, query.on),)))
        for status in Status
    }
    return {**_count_values(searcher, wanted), "status": _status_counts(statuses)}


def _count_best(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> Facets:
    addresses = [address for _score, address in best_guesses(searcher, words, query)]
    read = partial(searcher.fast_field_values, doc_addresses=addresses)
    statuses = Counter(
        status_on(query.on, int(begins or 0), int(ends or 0), repealed=bool(repealed))
        for begins, ends, repealed in zip(read("valid_from"), read("valid_to"), read("repealed"), strict=True)
    )
    versions = tuple(int(version or 0) for version in read("version"))
    counted = _count_values(searcher, matching.Every(only=(matching.OneOf("version", versions),)))
    return {**counted, "status": _status_counts(statuses)}


def _count_values(searcher: tantivy.Searcher, wanted: Node) -> Facets:
    asked = {name: {"terms": {"field": name, "size": _MAX_BUCKETS}} for name in FACETS if name != "status"}
    answer = searcher.aggregate(translate(wanted), asked)
    return {
        name: tuple(
            FacetCount(_value(bucket["key"]), bucket["doc_count"])
            for bucket in answer[name]["buckets"]
            if bucket["key"]
        )
        for name in asked
    }


def _status_counts(counted: Mapping[Status, int]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(status.value, counted[status]) for status in Status if counted.get(status))


def buckets(searcher: tantivy.Searcher, wanted: Query, field: str) -> list[tuple[Any, int]]:
    """The values of a field with the number of their documents, most first."""
    asked = {"values": {"terms": {"field": field, "size": _MAX_BUCKETS}}}
    answer = searcher.aggregate(wanted, asked)
    return [(bucket["key"], bucket["doc_count"]) for bucket in answer["values"]["buckets"]]


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
