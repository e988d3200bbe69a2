"""While the engine cannot answer: simplified results from the database, nothing private, nothing lost."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from common.models import Job
from search.breaker import CircuitBreaker
from search.engines.elasticsearch_connection import failure
from search.exchange import SearchQuery, SearchResult
from search.port import EngineUnavailableError, NullIndex, QueryRefusedError, SearchIndex, get_index
from search.selectors.engine import ask_engine, get_breaker, try_engine
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure

pytestmark = pytest.mark.django_db
SIMPLIFIED = "简化结果"


@pytest.fixture(autouse=True)
def _broken(settings: Any, tmp_path: Path) -> None:
    """An index folder that is a file: nothing can be read or written."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.SEARCH_INDEX_DIR.write_text("no folder")
    cache.clear()
    make_structure()


def test_words_are_found_in_rules_policies_lists_and_cases() -> None:
    make_rule()
    make_policy()
    make_list()
    make_case()
    for page in (words_of("/search/?q=示例工作&status=all"), words_of("/search/?q=宴请&status=all")):
        assert SIMPLIFIED in page
        assert "<mark>" in page


def test_nothing_private_is_in_the_simplified_results() -> None:
    case = make_case(title="某单位拉票案（示例）", facts="在换届期间拉票，事实清楚。")
    assert "拉票案" in words_of("/search/?q=拉票").replace("<mark>", "").replace("</mark>", "")
    restrict(case)
    for typed in ("拉票", "拉票案", "事实清楚"):
        answer = words_of(f"/search/?q={typed}")
        assert SIMPLIFIED in answer
        assert 'class="hits"' not in answer, typed
    member = Client()
    member.force_login(make_user())
    assert 'class="hits"' in member.get("/search/", {"q": "拉票"}).content.decode()


def test_drafts_and_pages_under_drafts_are_not_found() -> None:
    case = make_case(title="某单位拉票案（示例）")
    case.get_parent().specific.unpublish()
    assert 'class="hits"' not in words_of("/search/?q=拉票案")


def test_any_string_is_answered() -> None:
    for typed in ("　", '"', "\x00", "%", "_", "\\", "选" * 3_000, "第十七条", "-选举", "机关:某"):
        assert Client().get("/search/", {"q": typed}).status_code == 200, typed
        assert Client().get("/search/suggest/", {"q": typed}).status_code == 200, typed


def test_percent_and_underscore_are_no_wildcards() -> None:
    make_case(title="某单位拉票案（示例）")
    assert 'class="hits"' not in words_of("/search/?q=%22拉%25案%22")


def test_filters_and_exclusions_hold() -> None:
    make_case(title="某单位拉票案（示例）", facts="拉票并送礼。")
    assert 'class="hits"' in words_of("/search/?q=拉票&kind=case")
    assert 'class="hits"' not in words_of("/search/?q=拉票&kind=rule")


def test_queries_do_not_grow_with_the_number_of_pages() -> None:
    for number in range(2):
        make_case(title=f"某单位拉票案{number}（示例）")
    few = count_queries(lambda: words_of("/search/?q=拉票案"))
    for number in range(2, 9):
        make_case(title=f"某单位拉票案{number}（示例）")
    assert count_queries(lambda: words_of("/search/?q=拉票案")) <= few + 7  # one for the people of each case


def test_jobs_wait_for_the_engine_and_nothing_is_lost(settings: Any, tmp_path: Path) -> None:
    case = make_case(title="某单位拉票案（示例）")
    run_due_jobs()
    with pytest.raises(EngineUnavailableError):
        get_index().replace_page(case.pk, [])
    settings.SEARCH_INDEX_DIR.unlink()
    Job.objects.update(not_before="2020-01-01T00:00:00Z")
    run_due_jobs()
    answer = Client().get("/search/", {"q": "拉票案"}).content.decode()
    assert case.pk in get_index().marks()
    assert 'class="hits"' in answer


def test_breaker_is_open_after_two_failures_and_closes_by_itself(settings: Any) -> None:
    case = make_case(title="某单位拉票案（示例）")
    for _time in range(2):
        words_of("/search/?q=拉票案")
    breaker = get_breaker()
    assert breaker.is_open
    settings.SEARCH_INDEX_DIR.unlink()
    Job.objects.update(not_before="2020-01-01T00:00:00Z")
    run_due_jobs()
    breaker._next_try = monotonic() + 600
    assert SIMPLIFIED in words_of("/search/?q=拉票案"), "nobody asks before the pause is over"
    breaker._next_try = 0.0
    assert ask_engine(lambda index: index.count()) is None, "no reader waits for the trial"
    deadline = monotonic() + 30
    while breaker.is_open and monotonic() < deadline:
        sleep(0.01)
    assert not breaker.is_open
    assert SIMPLIFIED not in words_of("/search/?q=拉票案")
    assert case.pk in get_index().marks()


def test_page_offers_nothing_that_needs_the_engine() -> None:
    make_case(title="某单位拉票案（示例）")
    page = words_of("/search/?q=拉票案")
    assert 'class="note warn"' in page
    for part in ('class="fac', 'class="sorts"', "results.csv"):
        assert part not in page, part
    facets = Client().get("/api/v1/facets?q=拉票案")
    assert (facets.status_code, facets.headers["Content-Type"]) == (503, "application/problem+json")


def test_page_number_too_high_shows_the_last_screenful_and_cut_words_are_told() -> None:
    make_case(title="某单位拉票案（示例）")
    assert 'class="hits" start="1"' in words_of("/search/?q=拉票案&page=7")
    assert "只使用了前面的一部分" not in words_of("/search/?q=拉票案")
    assert "只使用了前面的一部分" in words_of("/search/?q=" + "+".join(f"词{n}" for n in range(9)))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("示例发〔2031〕7号", True),
        ("示例发[2031]7号", True),
        ("〔2031〕7号", True),
        ("示例发〔2031〕8号", False),
        ("蓝鲸 机关:示例委员会", True),
        ("蓝鲸 机关:别的机关", False),
        ("蓝鲸 -机关:示例委员会", False),
        ("蓝鲸 -文号:示例发〔2031〕7号", False),
        ("蓝鲸 -文号:示例发〔2031〕8号", True),
    ],
)
def test_numbers_and_bodies_are_compared_as_such(typed: str, found: bool) -> None:
    make_policy(
        "蓝鲸通知（示例）",
        issuing_body="示例委员会",
        document_number="示例发〔2031〕7号",
        text="蓝鲸通知（示例）\n\n一、要求\n\n（一）保护蓝鲸。\n",
    )
    assert ('class="hits"' in Client().get("/search/", {"q": typed}).content.decode()) is found


def test_article_number_is_that_of_the_provision() -> None:
    make_rule("蓝鲸规定（示例）", "蓝鲸应当保护。", "海豚也应当保护。")
    page = Client().get("/search/", {"q": "保护 第二条"}).content.decode().replace("<mark>", "")
    assert "海豚" in page.partition('class="hits"')[2]
    assert "蓝鲸应当" not in page.partition('class="hits"')[2]


class _Unwell(NullIndex):
    """An engine that is there and answers no search."""

    def search(self, query: SearchQuery) -> SearchResult:
        raise EngineUnavailableError(query)


def test_engine_that_is_well_but_answers_nothing_does_not_close_the_breaker() -> None:
    breaker = CircuitBreaker(failures=1)
    breaker.failed(monotonic())
    try_engine(breaker, _Unwell())
    assert breaker.is_open
    try_engine(breaker, NullIndex())
    assert not breaker.is_open


def test_refused_question_gets_the_simplified_answer_and_leaves_the_breaker_closed() -> None:
    def refuse(_index: SearchIndex) -> None:
        raise QueryRefusedError

    for _time in range(5):
        assert ask_engine(refuse) is None
    assert not get_breaker().is_open
    assert isinstance(failure(400, "too_many_clauses"), QueryRefusedError)
    for status in (401, 404, 429, 503):
        assert not isinstance(failure(status, ""), QueryRefusedError)
