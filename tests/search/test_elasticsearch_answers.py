"""What becomes of answers of Elasticsearch that came while pages were taken out; needs no server."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search

from search.engines import elasticsearch_ranking as ranking
from search.engines.elasticsearch_asking import Reader
from search.exchange import SearchQuery
from search.queries import parse
from tests.search.conftest import TODAY


class Gone(Reader):
    """A page that has words of the query, whose provisions are gone when they are read."""

    def ask(self, *searches: Search, copy: str = "") -> list[dict[str, Any]]:
        quoted = {"hits": {"hits": [], "total": {"value": 0}}}
        hits = {"hits": [{"inner_hits": {"quoted": quoted}}], "total": {"value": 1}}
        return [{"hits": hits, "aggregations": {"pages": {"value": 1}}} for _search in searches]


def test_page_taken_out_before_its_provisions_are_read_is_left_out() -> None:
    reader = Gone(Elasticsearch("http://localhost:1"), "nothing", 1.0)
    found, is_guess = ranking.answer(reader, SearchQuery(parse("选举"), ("public",), TODAY))
    assert (found.groups, is_guess) == ((), False)
