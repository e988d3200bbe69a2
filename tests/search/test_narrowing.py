"""Facets, chips, orders and screenfuls: what leads from one result page to others."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client

from content.models import ProhibitionListPage
from search import narrowing
from search.exchange import FacetCount
from search.forms import SearchForm
from search.queries import MAX_CHARACTERS, parse
from search.selectors.helping import Help
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_structure
from tests.factories.materials import make_material, make_news
from tests.factories.publishing import client_of
from tests.search.asking import facet_of, link_to, page_of

WHALE = "蓝鲸"


def form_of(address: str) -> SearchForm:
    return SearchForm.read(QueryDict(address))


def test_what_is_typed_is_cut_so_that_no_link_grows_with_it() -> None:
    form = form_of("q=+" + "a" * (MAX_CHARACTERS + 1_000))
    assert form.typed == "a" * MAX_CHARACTERS
    assert form.to_query(access_keys=("public",), on=dt.date(2026, 11, 24)).parsed.truncated
    assert form.is_plain
    whole = form_of("q=+" + "a" * MAX_CHARACTERS + "+")
    assert not whole.cut_short
    assert form_of("q=+换届++纪律+").typed == "换届  纪律"


def counted(**facets: dict[str, int]) -> dict[str, tuple[FacetCount, ...]]:
    return {
        name: tuple(FacetCount(value, number) for value, number in values.items())
        for name, values in facets.items()
    }


def facet(name: str, form: SearchForm, values: dict[str, int]) -> narrowing.Facet:
    """One facet as the page has it."""
    found = narrowing.facets(counted(**{name: values}), form, {})
    return next(each for each in found if each.name == name)


# ---- without a database -------------------------------------------------------------------


def test_long_facet_shows_the_most_frequent_and_the_chosen() -> None:
    bodies = {f"机关{number:03}": 1_000 - number for number in range(200)}
    form = form_of("q=a&issuing_body=机关030&issuing_body=机关199&issuing_body=不在其中")
    found = facet("issuing_body", form, bodies)
    shown = [choice.label for choice in found.choices]
    assert shown == [*(f"机关{number:03}" for number in range(8)), "机关030", "不在其中", "机关199"]
    assert len(found.choices) + len(found.rest) == narrowing.MOST + 2
    assert [choice.count for choice in found.choices[-2:]] == [0, 801]
    assert not {*found.rest} & {*found.choices}


def test_one_value_is_not_folded_away_alone() -> None:
    found = facet("region", form_of("q=a"), {str(n): n for n in range(9)})
    assert (len(found.choices), found.rest) == (9, ())


def test_years_run_from_the_latest_and_states_in_their_own_order() -> None:
    found = counted(year={"2016": 9, "2026": 1}, status={"repealed": 9, "in_force": 1})
    status, year = narrowing.facets(found, form_of("q=a"), {})
    assert [choice.label for choice in year.choices] == ["2026 年", "2016 年"]
    assert [choice.label for choice in status.choices] == ["现行有效", "已废止"]


def test_item_without_a_name_is_not_offered() -> None:
    facets = narrowing.facets(counted(item={"1-1": 1, "2-1": 5}), form_of("q=a"), {"1-1": "第一条 严禁甲"})
    assert [choice.label for choice in facets[-1].choices] == ["第一条 严禁甲"]


def test_each_choice_toggles_and_goes_back_to_the_first_screenful() -> None:
    form = form_of("q=a&kind=rule&page=3")
    found = facet("kind", form, {"rule": 2, "case": 1})
    assert [choice.address for choice in found.choices] == ["?q=a", "?q=a&kind=case&kind=rule"]
    assert [chip.address for chip in narrowing.chips(form, {})] == ["?q=a", "?q=a&status=all&kind=rule"]


def test_cleared_keeps_words_and_order() -> None:
    form = form_of("q=a&kind=rule&status=all&sort=newest&page=2")
    assert narrowing.is_narrowed(form)
    assert narrowing.cleared(form).address == "?q=a&sort=newest"
    assert not narrowing.is_narrowed(form_of("q=a&sort=newest&page=2"))


def test_typed_condition_takes_the_place_of_the_filter_nobody_chose() -> None:
    form, typed = form_of("q=a"), parse("a 效力:已废止、已修改 年份:2016").filters
    found = counted(status={"in_force": 5, "modified": 1, "repealed": 2}, year={"2016": 1, "2021": 7})
    status, year = narrowing.facets(found, form, {}, typed)
    assert [(choice.value, choice.chosen) for choice in status.choices] == [
        ("modified", False),
        ("repealed", False),
    ]
    assert status.choices[0].address == "?q=a&status=modified"
    assert [choice.value for choice in year.choices] == ["2016"]


def test_full_text_search_stays_one_when_filters_go() -> None:
    form = form_of("q=a&full=1&kind=rule")
    assert narrowing.cleared(form).address == "?q=a&full=1"
    assert not narrowing.is_narrowed(form_of("q=a&full=1"))
    (everywhere,) = narrowing.ways_out(replace(form, statuses=frozenset()), Help(unfiltered=1))
    assert everywhere.address == "?q=a&status=all&full=1"


def test_orders_start_from_the_first_screenful() -> None:
    links = narrowing.sorts(form_of("q=a&sort=oldest&page=4"))
    assert [(link.label, link.address, link.current) for link in links] == [
        ("按相关程度", "?q=a", False),
        ("最新在前", "?q=a&sort=newest", False),
        ("最早在前", "?q=a&sort=oldest", True),
    ]


@pytest.mark.parametrize(
    ("current", "last", "numbers", "ends"),
    [
        (1, 1, None, ""),
        (1, 2, [1, 2], "later"),
        (50, 100, [1, 0, 48, 49, 50, 51, 52, 0, 100], "earlier later"),
        (100, 100, [1, 0, 98, 99, 100], "earlier"),
    ],
)
def test_pager(current: int, last: int, numbers: list[int] | None, ends: str) -> None:
    pager = narrowing.pager(form_of("q=a"), current, last)
    assert (pager and [link.number for link in pager.links]) == numbers
    assert [name for name in ("earlier", "later") if pager and getattr(pager, name)] == ends.split()


# ---- pages --------------------------------------------------------------------------------


@pytest.fixture
def nine(db: Any, settings: Any, tmp_path: Path) -> ProhibitionListPage:
    """A list with two items, a case for each, a material for the first."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    cache.clear()
    make_structure()
    page = make_list(f"严禁{WHALE}", f"严禁捕{WHALE}", year=2016)
    make_case(f"{WHALE}一案（示例）", items=[(page, 1)], notified_on=dt.date(2024, 5, 6))
    make_case(f"{WHALE}二案（示例）", items=[(page, 1), (page, 2)], region="乙区")
    make_material(f"{WHALE}一课（示例）", items=[(page, 1)])
    make_news(f"{WHALE}动态（示例）")
    run_due_jobs()
    return page


def test_items_are_a_facet_of_cases_materials_and_the_list_itself(nine: ProhibitionListPage) -> None:
    page = page_of(WHALE)
    assert facet_of(page, "item") == {f"第一条 严禁{WHALE}": 4, f"第二条 严禁捕{WHALE}": 2}
    narrowed = words_of("/search/" + link_to(page, f"第二条 严禁捕{WHALE}"))
    assert f"{WHALE}二案" in _plain(narrowed)
    assert f"{WHALE}一案" not in _plain(narrowed)
    assert facet_of(narrowed, "item")[f"第一条 严禁{WHALE}"] == 4
    assert f"item={nine.pk}-2" in narrowed


def test_two_items_chosen_hold_together_as_either(nine: ProhibitionListPage) -> None:
    both = page_of(WHALE, item=[f"{nine.pk}-1", f"{nine.pk}-2"], kind="case")
    assert "找到 2 条" in both
    assert "清除全部" in both
    assert link_to(both, "清除全部") == "?q=%E8%93%9D%E9%B2%B8"


def test_items_of_a_list_one_may_not_read_are_neither_named_nor_found_by(nine: ProhibitionListPage) -> None:
    key = f"{nine.pk}-2"
    restrict(nine)
    run_due_jobs()
    page = page_of(WHALE)
    assert facet_of(page, "item") == {}
    assert f"{nine.pk}-" not in page
    asked = page_of(WHALE, item=key)
    # The frame repeats the visitor's own address, the rest is as if the number meant nothing.
    assert _plain(_main(asked)) == _plain(_main(page))
    assert key not in _main(asked)
    assert _plain(_main(page_of(WHALE, item="99999-2"))) == _plain(_main(page))
    member = client_of(make_user())
    assert facet_of(page_of(WHALE, client=member), "item") == {
        f"第一条 严禁{WHALE}": 4,
        f"第二条 严禁捕{WHALE}": 2,
    }


def test_items_of_several_lists_say_which(nine: ProhibitionListPage) -> None:
    other = make_list(f"严禁养{WHALE}", year=2021)
    run_due_jobs()
    labels = facet_of(page_of(WHALE), "item")
    assert labels == {
        f"第一条 严禁{WHALE}（2016 年）": 4,
        f"第二条 严禁捕{WHALE}（2016 年）": 2,
        f"第一条 严禁养{WHALE}（2021 年）": 1,
    }
    assert f"item={other.pk}-1" in page_of(WHALE)


def test_queries_are_flat_in_items_and_lists(nine: ProhibitionListPage) -> None:
    few = count_queries(lambda: page_of(WHALE))
    for year in (2021, 2022, 2023):
        extra = make_list(*(f"严禁{WHALE}之{number}" for number in range(5)), year=year)
        make_case(f"{WHALE}案（示例）", items=[(extra, number) for number in range(1, 6)])
    run_due_jobs()
    assert len(facet_of(page_of(WHALE), "item")) > 8
    assert count_queries(lambda: page_of(WHALE)) == few


def test_dates_say_what_happened_on_them(nine: ProhibitionListPage) -> None:
    page = page_of(WHALE)
    assert '<time datetime="2024-05-06">2024-05-06</time> 通报' in page
    assert '<time datetime="2026-03-01">2026-03-01</time> 发布' in page
    assert "<span>2016 年</span>" in page


def test_newest_and_oldest_first(nine: ProhibitionListPage) -> None:
    days = re.findall(r'datetime="([0-9-]+)"', page_of(WHALE, sort="newest"))
    assert days == sorted(days, reverse=True)
    assert len(days) == 4
    assert re.findall(r'datetime="([0-9-]+)"', page_of(WHALE, sort="oldest")) == sorted(days)
    assert 'aria-current="true">最早在前' in page_of(WHALE, sort="oldest")


def test_screenfuls_hold_every_document_once(nine: ProhibitionListPage) -> None:
    for number in range(19):
        make_policy(f"{WHALE}通知之{number:02}（示例）")
    run_due_jobs()
    titles: list[str] = []
    for number in (1, 2, 3):
        page = page_of(WHALE, page=str(number))
        assert f'aria-current="page"><span class="visually-hidden">第</span>{number}' in page
        titles += re.findall(r"<h2><a [^>]*>(.*?)</a>", page)
    assert len(titles) == len({_plain(title) for title in titles}) == 24
    assert link_to(page_of(WHALE, page="2"), "下一页") == "?q=%E8%93%9D%E9%B2%B8&page=3"


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def _plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_documents_are_counted_over_all_screenfuls(nine: ProhibitionListPage) -> None:
    for number in range(9):
        make_policy(f"{WHALE}通知之{number:02}（示例）")
    run_due_jobs()
    assert '<ol class="hits" start="1">' in page_of(WHALE)
    assert '<ol class="hits" start="11">' in page_of(WHALE, page="2")
    assert '<ol class="hits" start="11">' in page_of(WHALE, page="9")


def test_typed_status_leaves_no_link_that_contradicts_it(nine: ProhibitionListPage) -> None:
    assert "查看全部效力状态" in page_of(WHALE, kind="case")
    typed = page_of(f"{WHALE} 效力:现行有效", kind="case")
    assert "清除全部" in typed
    assert "查看全部效力状态" not in typed
    assert "只看现行有效" not in page_of(f"{WHALE} 效力:现行有效", kind="case", status="all")


def test_first_stop_in_the_page_leads_to_the_results(nine: ProhibitionListPage) -> None:
    page = page_of(WHALE)
    assert link_to(page, "跳到结果") == "#results"
    assert page.index("<h1") < page.index("跳到结果") < page.index("<aside") < page.index('id="results"')


def test_no_filter_is_lost_without_an_account(nine: ProhibitionListPage) -> None:
    # The one script tells which result was opened; filters, orders and screenfuls are links.
    scripts = re.findall(r"<script[^>]*>", _main(page_of(WHALE)))
    assert all("search-clicks.js" in script for script in scripts)
    assert Client().get("/search/", {"q": WHALE, "kind": "nonsense", "page": "x"}).status_code == 200
