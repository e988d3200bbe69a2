"""The figures of the case notices: what is counted, for whom, and how it is drawn."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from content.charting import draw_bars
from content.models import CaseIndexPage
from content.selectors.case_statistics import CaseStatistics, Figures, get_case_statistics
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_structure
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db
ADDRESS = "/cases/statistics/"


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def figures() -> CaseStatistics:
    return get_case_statistics(CaseIndexPage.objects.get(), user=AnonymousUser())


def table(name: str) -> Figures:
    return next(found for found in figures().tables if found.name == name)


def test_figures_count_cases_and_people_by_every_dimension() -> None:
    page = make_list("严禁甲", "严禁乙", "严禁丙", show_in_menus=True)
    make_case(
        items=[(page, 1), (page, 2)],
        year=2023,
        region="甲区",
        people=[("张某", ["warning"]), ("李某", ["warning", "dismissed"])],
    )
    make_case(items=[(page, 1)], year=2025, region="乙区", people=[("王某", ["warning"])])
    make_case(items=[(page, 3)], year=2025, region="乙区", people=[], publish=False)
    found = figures()
    assert (found.cases, found.people, found.years) == (2, 3, (2023, 2025))
    assert [(row.label, row.cases) for row in table("items").rows] == [
        ("严禁甲", 2),
        ("严禁乙", 1),
        ("严禁丙", 0),
    ]
    assert [(row.label, row.cases) for row in table("years").rows] == [
        ("2023 年", 1),
        ("2024 年", 0),
        ("2025 年", 1),
    ]
    assert [(row.label, row.cases) for row in table("regions").rows] == [("乙区", 1), ("甲区", 1)]
    assert [(row.label, row.cases, row.people) for row in table("outcomes").rows] == [
        ("党内警告", 2, 3),
        ("免职", 1, 1),
    ]


def test_figures_stand_in_tables_that_lead_to_the_cases() -> None:
    page = make_list("严禁甲", "严禁乙", show_in_menus=True)
    make_case(items=[(page, 1)])
    words = words_of(ADDRESS)
    assert words.count("<svg") == words.count("<table") == 4
    assert 'href="/cases/?item=1"' in words
    assert 'href="/cases/?year=2025"' in words
    assert "item=2" not in words
    for address in re.findall(r'href="(/cases/\?[^"]+)"', words):
        assert "符合条件的案例 1 件" in words_of(address.replace("&amp;", "&"))


def test_nothing_to_count_is_said() -> None:
    words = words_of(ADDRESS)
    assert "还没有可以统计的案例" in words
    assert "<svg" not in words


def test_hidden_cases_are_in_no_figure() -> None:
    page = make_list("严禁甲", "严禁乙", show_in_menus=True)
    make_case(items=[(page, 1)])
    before = words_of(ADDRESS)
    hidden = make_case(
        items=[(page, 2)], year=2019, region="金丝雀区", people=[("赵某", ["expelled"]), ("钱某", [])]
    )
    assert words_of(ADDRESS) != before
    restrict(hidden)
    assert words_of(ADDRESS) == before
    seen = client_of(make_user()).get(ADDRESS).content.decode()
    assert "共 2 件，涉及 3 人" in seen
    assert "金丝雀区" in seen


def test_figures_go_with_their_column() -> None:
    make_case()
    column = CaseIndexPage.objects.get()
    restrict(column)
    assert figures().cases == 0


def test_figures_cost_the_same_queries_with_one_and_three_cases() -> None:
    page = make_list("严禁甲", "严禁乙", "严禁丙", show_in_menus=True)
    make_case(items=[(page, 1)])
    few = count_queries(lambda: words_of(ADDRESS))
    for number in (2, 3):
        make_case(items=[(page, number)], year=2020 + number, people=[("李某", ["expelled", "referred"])])
    assert count_queries(lambda: words_of(ADDRESS)) == few


def test_chart_holds_nothing_the_policy_forbids() -> None:
    drawn = draw_bars(["严禁甲<b>", '严禁"乙"&'], [3, 0], name="统计<图>")
    assert not re.search(r"<(style|script|desc|title)|style=|\bid=|on\w+=|http://pygal|<b>", drawn)
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "统计<图>"
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert sorted(texts) == sorted(["严禁甲<b>", '严禁"乙"&', "3", "0"])


def test_bars_are_as_long_as_their_values_and_in_order() -> None:
    root = ElementTree.fromstring(draw_bars(["甲", "乙", "丙"], [4, 2, 0], name="图"))
    bars = [node for node in root.iter("{http://www.w3.org/2000/svg}rect") if "rect" in node.get("class", "")]
    by_place = sorted(bars, key=lambda node: float(node.get("y", "0")))
    widths = [float(node.get("width", "-1")) for node in by_place]
    assert widths[0] == pytest.approx(2 * widths[1])
    assert widths[2] == 0


def test_chart_of_nothing_but_noughts_is_drawn() -> None:
    assert "<svg" in draw_bars(["甲"], [0], name="图")
