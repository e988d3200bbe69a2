"""Reading from Elasticsearch: the best provisions gathered by the page they stand on, with totals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from elasticsearch.dsl import A, Search

from search import matching
from search.engines.elasticsearch_asking import (
    BY_SCORE,
    MAX_WINDOW,
    Answer,
    Reader,
    any_of,
    exists,
    found_by,
    known_only,
    of_versions,
    version_of,
)
from search.engines.elasticsearch_mapping import from_hit
from search.enums import Sort
from search.exchange import (
    MAX_GUESSES,
    MAX_PAGES,
    HitGroup,
    SearchDocument,
    SearchHit,
    SearchQuery,
    SearchResult,
)
from search.matching import Node
from search.ranking import raise_by_page

Guessed = tuple[float, int, int]  # score, page, version

# Up to so many pages their number is exact but for one chance in thousands; MAX_PAGES of them are shown.
_COUNTED_EXACTLY = 3_000


def answer(reader: Reader, query: SearchQuery) -> tuple[SearchResult, bool]:
    """The screenful of a query, and whether only some of its words were found."""
    words = matching.match_all_words(query)
    asked = [_screenful(words, query, query.page)]
    if not query.parsed.is_one_condition:
        asked.append(_decision(words, query))
    first, *decision = reader.ask(*asked, copy=copy_for(query))
    if decision and not exists(decision[0]):
        return _answer_some(reader, matching.match_any_word(query), query), True
    pages = min(first["aggregations"]["pages"]["value"], MAX_PAGES)
    page = max(1, min(query.page, -(-pages // query.per_page)))
    if page != query.page:  # a number too high shows the last
        (first,) = reader.ask(_screenful(words, query, page), copy=copy_for(query))
    quoted = (hit["inner_hits"]["quoted"]["hits"] for hit in first["hits"]["hits"])
    # The server reads them after it has found the pages: one may have been taken out in between.
    groups = tuple(_group(own, query) for own in quoted if own["hits"])
    return SearchResult(groups, first["hits"]["total"]["value"], pages, page), False


def best(reader: Reader, query: SearchQuery, limit: int) -> tuple[SearchHit, ...]:
    """The best provisions, at most MAX_WINDOW."""
    words = matching.match_all_words(query)
    asked = [_hits(matching.filtered(words, query), limit, query.sort)]
    if not query.parsed.is_one_condition:
        asked.append(_decision(words, query))
    found, *decision = reader.ask(*asked, copy=copy_for(query))
    if decision and not exists(decision[0]):
        hits = _best_guesses(reader, matching.match_any_word(query), query)[:limit]
        contents = _contents(reader, (version for _score, _page_id, version in hits), query)
        known = ((contents.get(version), score) for score, _page_id, version in hits)
        return tuple(SearchHit(document, score) for document, score in known if document)
    return tuple(_hit(hit) for hit in found["hits"]["hits"])


def totals(reader: Reader, queries: Sequence[SearchQuery]) -> tuple[int, ...]:
    """How many provisions each query finds with every word."""
    asked = {
        place: found_by(matching.filtered(matching.match_all_words(query), query)).extra(
            size=0, track_total_hits=True
        )
        for place, query in enumerate(queries)
        if not query.is_empty
    }
    answers = dict(zip(asked, reader.ask(*asked.values()), strict=True)) if asked else {}
    found = (answers.get(place) for place in range(len(queries)))
    return tuple(answer["hits"]["total"]["value"] if answer else 0 for answer in found)


def documents(reader: Reader, search: Search, limit: int) -> tuple[SearchDocument, ...]:
    """The first documents of a search."""
    (found,) = reader.ask(search.source(True).extra(size=min(limit, MAX_WINDOW)))
    return tuple(map(from_hit, found["hits"]["hits"]))


def guessed(words: Node, query: SearchQuery, *, without: str = "") -> Search:
    """The best provisions with some of the words; they alone are looked at."""
    wanted = matching.filtered(words, query, without=without)
    return known_only(found_by(wanted)).extra(size=MAX_GUESSES)


def copy_for(query: SearchQuery) -> str:
    """The same for every page and every facet of an answer."""
    return hashlib.blake2b(repr((query.parsed, query.access_keys)).encode(), digest_size=8).hexdigest()


def _decision(words: Node, query: SearchQuery) -> Search:
    # Decided without the filters: a word found only in a repealed rule must not turn into guesses.
    return any_of(matching.accessible(words, query.access_keys))


def _hits(node: Node, limit: int, sort: Sort) -> Search:
    return found_by(node, sort).source(True).extra(size=max(0, min(limit, MAX_WINDOW)))


def _screenful(words: Node, query: SearchQuery, page: int) -> Search:
    """One hit for each page of the portal, its best provisions inside."""
    first = min((page - 1) * query.per_page, MAX_PAGES)
    quoted = {"name": "quoted", "size": query.quotes, "sort": BY_SCORE, "_source": True}
    # Which pages come, and in which order, the chosen order says; what is quoted of a page, the score.
    search = found_by(matching.filtered(words, query), query.sort).collapse("page_id", inner_hits=quoted)
    search.aggs["pages"] = A("cardinality", field="page_id", precision_threshold=_COUNTED_EXACTLY)
    size = max(0, min(query.per_page, MAX_PAGES - first))
    return search.extra(**{"from": first, "size": size, "track_total_hits": True})


def _best_guesses(reader: Reader, words: Node, query: SearchQuery) -> list[Guessed]:
    """The best provisions with some of the words, each raised by its page, in the order asked for."""
    (found,) = reader.ask(guessed(words, query), copy=copy_for(query))
    hits: list[Answer] = found["hits"]["hits"]
    raised = raise_by_page([hit["_score"] for hit in hits], [hit["sort"][1] for hit in hits])
    ranked = [(score, hits[place]) for score, place in raised]
    if query.sort is not Sort.RELEVANCE:
        ranked.sort(key=lambda one: _day(one[1]), reverse=query.sort is Sort.NEWEST)
    return [(score, hit["sort"][1], version_of(hit)) for score, hit in ranked]


def _answer_some(reader: Reader, words: Node, query: SearchQuery) -> SearchResult:
    """The screenful of a query of which some words are there: of the best provisions only."""
    hits = _best_guesses(reader, words, query)
    by_page: dict[int, list[Guessed]] = {}
    for hit in hits:
        by_page.setdefault(hit[1], []).append(hit)
    page = max(1, min(query.page, -(-len(by_page) // query.per_page)))
    shown = list(by_page)[(page - 1) * query.per_page : page * query.per_page]
    quoted = {page_id: by_page[page_id][: query.quotes] for page_id in shown}
    contents = _contents(reader, (version for own in quoted.values() for _s, _p, version in own), query)
    groups = []
    for page_id, own in quoted.items():
        known = ((contents.get(version), score) for score, _page_id, version in own)
        kept = [SearchHit(document, score) for document, score in known if document]
        if kept:  # else it was taken out between the two requests
            status = kept[0].document.status_on(query.on)
            groups.append(HitGroup(tuple(kept), len(by_page[page_id]), status))
    return SearchResult(tuple(groups), len(hits), len(by_page), page)


def _contents(reader: Reader, versions: Iterable[int], query: SearchQuery) -> Mapping[int, SearchDocument]:
    wanted = list(versions)
    if not wanted:
        return {}
    search = of_versions(wanted).extra(size=len(wanted), docvalue_fields=["version"])
    (found,) = reader.ask(search, copy=copy_for(query))
    return {version_of(hit): from_hit(hit) for hit in found["hits"]["hits"]}


def _day(hit: Answer) -> int:
    day: int = hit["sort"][2]
    return day


def _hit(hit: Answer) -> SearchHit:
    return SearchHit(from_hit(hit), hit.get("_score") or 0.0)


def _group(quoted: Answer, query: SearchQuery) -> HitGroup:
    hits = tuple(map(_hit, quoted["hits"]))
    return HitGroup(hits, quoted["total"]["value"], hits[0].document.status_on(query.on))
