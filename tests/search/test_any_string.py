"""Any string whatever is answered, in bounded work: by the language, by an engine, by the pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client

from search.engines.elasticsearch_connection import ElasticsearchConfig
from search.engines.elasticsearch_index import ElasticsearchIndex
from search.engines.tantivy_index import TantivyIndex
from search.exchange import FACETS, MAX_PAGES, SuggestQuery
from search.forms import SearchForm
from search.highlighting import highlight
from search.narrowing import chips
from search.port import SearchIndex
from search.presenting import remarks
from search.queries import MAX_EXCLUDED, MAX_PROBLEMS, MAX_START, MAX_TOKENS, parse, parse_start
from search.selectors.spelling import corrections
from tasks.relay import run_due_jobs
from tests.factories.content import make_rule, make_structure
from tests.growth import grows_in_proportion
from tests.search.conftest import TODAY, make_document
from tests.search.strings import nasty_strings

STRINGS = 1_500
STRINGS_OVER_A_WIRE = 1_000
PAGES = 15
KEYS = ("public",)


@pytest.fixture(params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def answering_index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    """A small index of each engine in turn."""
    made: SearchIndex
    if request.param == "tantivy":
        made = TantivyIndex(tmp_path / "any")
    else:
        url = request.getfixturevalue("elasticsearch_url")
        prefix = request.getfixturevalue("elasticsearch_prefix")
        made = ElasticsearchIndex(ElasticsearchConfig([url], prefix=prefix, timeout=30))
    fill(made)
    return made


def fill(index: SearchIndex) -> None:
    """Three pages, so that something is found, counted and offered."""
    texts = (
        "选举、拉票贿选与第十七条 abc 12380，依照监察法处理",
        "换届纪律，二〇一六年",
        "贿赂选民的，依照示组发〔2030〕2号",
    )
    for page_id, text in enumerate(texts, start=1):
        documents = [
            make_document(page_id, n, text, issuing_body="示例机关", year=2016, leads=n == 1)
            for n in range(1, 6)
        ]
        index.replace_page(page_id, documents)


def test_any_string_is_understood_within_bounds() -> None:
    for typed in nasty_strings(STRINGS):
        parsed, start = parse(typed), parse_start(typed)
        tokens = [token for term in parsed.terms for token in term.tokens]
        unwanted = [token for term in parsed.excluded for token in term.tokens]
        assert max(len(tokens), len(unwanted)) <= MAX_TOKENS, repr(typed)
        assert len(parsed.excluded) <= MAX_EXCLUDED, repr(typed)
        assert len(parsed.problems) <= MAX_PROBLEMS, repr(typed)
        assert all(len(problem.message) < 200 for problem in parsed.problems), repr(typed)
        assert all(token and token == "".join(token.split()) for token in (*tokens, *unwanted)), repr(typed)
        assert len(start.tokens) <= 2 * MAX_START, repr(typed)


@pytest.mark.slow
def test_any_string_is_answered_by_the_engine(answering_index: SearchIndex) -> None:
    found = 0
    strings = STRINGS if isinstance(answering_index, TantivyIndex) else STRINGS_OVER_A_WIRE
    for number, typed in enumerate(nasty_strings(strings, seed=16)):
        data = QueryDict(mutable=True)
        data["q"] = typed
        form = SearchForm.read(data)
        query = form.to_query(access_keys=KEYS, on=date(2026, 11, 24))
        answer = answering_index.search(query)
        found += bool(answer.total)
        assert answer.pages_total <= MAX_PAGES, repr(typed)
        if number % 4 == 0:  # the slowest part by far
            assert answering_index.facets(query).keys() <= FACETS.keys(), repr(typed)
        answering_index.suggest(SuggestQuery(parse_start(typed), KEYS, TODAY))
        remarks(query.parsed, answer)
        chips(form, {}, query.parsed.filters)
        for group in answer.groups[:1]:
            highlight(group.document.text, query.parsed.terms)
    assert found > strings / 100  # or the strings would test nothing but the empty answer


@pytest.mark.django_db
def test_any_string_is_answered_by_the_pages(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()
    make_rule("换届纪律规定（示例）", "贿赂选民的。\n选举。")
    run_due_jobs()
    client = Client()
    for typed in nasty_strings(PAGES, seed=32):
        asked = {"q": typed.encode("utf-8", "replace").decode()[:3_000]}
        assert client.get("/search/", asked).status_code == 200, repr(typed)
        assert client.get("/search/suggest/", asked).status_code == 200, repr(typed)
        corrections(typed, access_keys=KEYS)


@pytest.mark.parametrize(
    "unit", ["选举 ", "“选", "-选 ", "机关:选、", "文号:示组发 ", "〔2016〕1号 ", "aé", "第一"]
)
def test_time_to_understand_a_long_string_is_that_of_its_beginning(unit: str) -> None:
    """What is beyond the limit is not looked at: a hundred times as long takes no longer."""
    assert grows_in_proportion(parse, unit * 100, unit * 2_000, times=20)
    parse(unit * 1_000_000)
