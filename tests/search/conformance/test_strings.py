"""Any string whatever is answered; on every engine."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from search.engines.elasticsearch_index import ElasticsearchIndex
from search.engines.tantivy_index import TantivyIndex
from search.exchange import FACETS, SearchQuery, SuggestQuery
from search.port import SearchIndex
from search.queries import parse, parse_start
from tests.search.conftest import TODAY, make_document
from tests.search.test_queries import ANYTHING

SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DOCUMENTS = [
    make_document(1, n, "选举、拉票贿选与第十七条 abc 12380，依照监察法处理", names=("监察",), leads=n == 1)
    for n in range(1, 30)
]


def answer(index: SearchIndex, typed: str) -> None:
    """Every question a string can be part of."""
    if not index.count():
        index.replace_page(1, DOCUMENTS)
    query = SearchQuery(parse(typed), ("public",), TODAY)
    assert index.search(query).total >= 0
    assert index.facets(query).keys() <= FACETS.keys()
    assert len(index.best(query, 3)) <= 3
    assert len(index.suggest(SuggestQuery(parse_start(typed), ("public",), TODAY))) <= 8


@given(typed=ANYTHING)
@settings(SHARED, max_examples=2_000)
def test_tantivy_answers_any_string(typed: str, tantivy_live: TantivyIndex) -> None:
    answer(tantivy_live, typed)


@pytest.mark.elasticsearch
@given(typed=ANYTHING)
@settings(SHARED, max_examples=250)
def test_elasticsearch_answers_any_string(typed: str, elasticsearch_live: ElasticsearchIndex) -> None:
    answer(elasticsearch_live, typed)


@pytest.mark.parametrize(
    "typed", ["\ud800选举", "选举\x00", "\ufffe", "第" * 2_000, "a" * 2_000, "选" * 2_000]
)
@pytest.mark.parametrize(
    "live", ["tantivy_live", pytest.param("elasticsearch_live", marks=pytest.mark.elasticsearch)]
)
def test_odd_strings_are_answered(typed: str, live: str, request: pytest.FixtureRequest) -> None:
    answer(request.getfixturevalue(live), typed)
