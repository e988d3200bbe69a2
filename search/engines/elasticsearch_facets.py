"""Counts of facets in Elasticsearch: one request for all of them where every word is found."""

from __future__ import annotations

from typing import Any

from elasticsearch.dsl import A, Search

from content.enums import Status
from search import matching
from search.engines.elasticsearch_asking import Answer, Reader, of_versions, version_of
from search.engines.elasticsearch_query import unranked
from search.engines.elasticsearch_ranking import copy_for, guessed
from search.exchange import FACETS, FacetCount, Facets, SearchQuery
from search.matching import Every, Node

# A cluster gives 65,536 buckets in an answer (search.max_buckets).
_MOST_VALUES = 9_000
# Every document that can be counted has a page.
_ALL = matching.Between("page_id", lower=0)


def count_facets(reader: Reader, query: SearchQuery) -> Facets:
    """See ``search.port.SearchIndex.facets``."""
    words = matching.match_all_words(query)
    wanted = unranked(matching.accessible(words, query.access_keys))
    counting = Search().query(wanted).extra(size=0, track_total_hits=1)
    for name in FACETS:
        under = matching.filtered(_ALL, query, without=name)
        counting.aggs[name] = A("filter", filter=unranked(under), aggs={"values": _values(name, query.on)})
    (counted,) = reader.ask(counting, copy=copy_for(query))
    if counted["hits"]["total"]["value"] or query.parsed.is_one_condition:
        return {name: _counts(counted["aggregations"][name]["values"]) for name in FACETS}
    return _of_guesses(reader, matching.match_any_word(query), query)


def _of_guesses(reader: Reader, words: Node, query: SearchQuery) -> Facets:
    """Counts among the best provisions under the other filters."""
    # A facet without a chosen value leaves no filter away: those are counted in one.
    left_out = {name: name if getattr(query, chosen) else "" for name, chosen in FACETS.items()}
    kinds = list(dict.fromkeys(left_out.values()))
    found = reader.ask(*(guessed(words, query, without=name) for name in kinds), copy=copy_for(query))
    searches = []
    for kind, answer in zip(kinds, found, strict=True):
        counting = of_versions(map(version_of, answer["hits"]["hits"])).extra(size=0)
        for name in FACETS:
            if left_out[name] == kind:
                counting.aggs[name] = _values(name, query.on)
        searches.append(counting)
    counted = dict(zip(kinds, reader.ask(*searches, copy=copy_for(query)), strict=True))
    return {name: _counts(counted[left_out[name]]["aggregations"][name]) for name in FACETS}


def _values(name: str, day: int) -> Any:
    """The aggregation that counts the values of a facet."""
    if name == "status":
        each = {status.value: unranked(Every(only=(matching.status_is(status, day),))) for status in Status}
        return A("filters", filters=each)
    return A("terms", field=name, size=_MOST_VALUES)


def _counts(answer: Answer) -> tuple[FacetCount, ...]:
    buckets = answer["buckets"]
    if isinstance(buckets, dict):
        pairs = [(key, bucket["doc_count"]) for key, bucket in buckets.items()]
    else:
        pairs = [(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    return tuple(FacetCount(str(key), number) for key, number in pairs if key and number)
