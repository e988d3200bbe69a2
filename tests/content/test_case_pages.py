"""Case notices: the page, the column with its filters, what leads to them, what leads nowhere."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import IntegrityError, transaction

from content.models import CaseIndexPage, CasePage, Citation, Listing, ListingOutcome, ProhibitionListPage
from content.selectors.cases import CaseColumn, CaseFilter, get_case, get_case_column
from content.selectors.prohibitions import list_items
from content.services.deriving import refresh_rule
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_material
from tests.factories.publishing import client_of

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def front_list(*headings: str) -> ProhibitionListPage:
    """The list the campaign is taught by."""
    return make_list(*(headings or ("严禁甲", "严禁乙", "严禁丙")), show_in_menus=True, short_title="三严禁")


def column_of(user: Any = ANYBODY, before: str = "", **chosen: str) -> CaseColumn:
    return get_case_column(
        CaseIndexPage.objects.get(), chosen=CaseFilter.read(**chosen), user=user, before=before
    )


def titles(column: CaseColumn) -> list[str]:
    return [line.title for line in column.slice.lines]


def counts(column: CaseColumn, name: str) -> dict[str, int]:
    facet = next((facet for facet in column.facets if facet.name == name), None)
    return {choice.label: choice.count for choice in facet.choices} if facet else {}


def item_words(page: ProhibitionListPage, number: int = 1) -> str:
    return words_of(f"{page.url}item-{number}/")


# The page of a case.


def test_case_shows_its_facts_people_outcomes_and_warning() -> None:
    case = make_case(
        "宴请选民问题（示例）",
        notice_kind="sanction",
        occurred="2025年3月至4月",
        facts="张某宴请选民。\n\n经查属实。",
        warning="不要请，不要去。",
        people=[("张某", ["serious_warning", "disqualified"]), ("李某某", [])],
    )
    words = words_of(case.url)
    for part in ("通报批评", "宴请选民问题（示例）", "2025年6月1日", "2025年3月至4月", "甲区", "示例机关"):
        assert part in words, part
    assert "<p>张某宴请选民。</p><p>经查属实。</p>" in words
    assert words.index("张某</strong>") < words.index("党内严重警告") < words.index("取消候选人资格")
    assert words.index("取消候选人资格") < words.index("李某某</strong>")
    assert "不要请，不要去。" in words
    assert "已作匿名处理" in words


def test_case_leads_to_the_items_it_broke_and_to_others_of_the_same() -> None:
    page = front_list()
    same = make_case("同类问题（示例）", items=[(page, 2)])
    make_case("另一类问题（示例）", items=[(page, 3)])
    case = make_case(items=[(page, 1), (page, 2), (page, 9)])
    words = words_of(case.url)
    assert f'href="{page.url}item-1/"' in words
    assert f'href="{page.url}item-2/"' in words
    assert "严禁乙" in words
    assert "item-9" not in words
    assert [line.title for line in get_case(case, user=ANYBODY).related] == [same.title]
    assert f'href="{same.url}"' in words
    assert "另一类问题" not in words


def test_citations_in_facts_and_rules_broken_become_links() -> None:
    rule = make_rule("示例工作规定（示例）", slug="law").edition
    case = make_case(
        facts="违反《示例工作规定（示例）》第二条的规定。",
        broken_rules="《示例工作规定（示例）》第二条\n《没有收录的规定》第三条",
        warning="见《示例工作规定（示例）》第三条。",
    )
    words = words_of(case.url)
    assert words.count(f'href="{rule.url}art-2/"') == 2
    assert words.count(f'href="{rule.url}art-3/"') == 1
    assert words.count("本库暂无原文") == 1
    assert set(case.citations.values_list("source_eid", flat=True)) == {"facts", "basis", "warning"}


def test_case_speaks_of_the_law_of_its_day() -> None:
    old = make_rule("示例规定（示例）", "旧一。", "旧二。", slug="law").edition
    make_rule(
        "示例规定（示例）",
        "新一。",
        "新二。",
        slug="law",
        promulgation_date=dt.date(2024, 1, 1),
        change_kind="revision",
    )
    case = make_case(notified_on=dt.date(2022, 5, 1), broken_rules="《示例规定（示例）》第二条")
    assert f'href="{old.url}art-2/"' in words_of(case.url)


def test_provision_shows_the_cases_and_materials_that_cite_it_back() -> None:
    make_rule("示例规定（示例）", "一。", "二。", slug="law")
    case = make_case(
        "宴请问题（示例）",
        facts="违反《示例规定（示例）》第二条。",
        broken_rules="《示例规定（示例）》第二条",
    )
    material = make_material(
        "一课（示例）",
        body="<h2>先读</h2><p>读《示例规定（示例）》</p><p>第一条。《示例规定（示例）》第二条。</p>",
    )
    words = words_of("/rules/law/art-2/").partition('id="cited"')[2]
    assert words.count(f'href="{case.url}"') == 1
    assert "案例通报" in words
    assert words.count(f'href="{material.url}"') == 1
    assert "学习资料" in words
    # A block of its own is no part of the citation before it.
    assert material.url not in words_of("/rules/law/art-1/").partition('id="cited"')[2]


def test_citation_is_found_once_the_rule_arrives() -> None:
    case = make_case(broken_rules="《后来的规定（示例）》第二条")
    material = make_material(basis="《后来的规定（示例）》第二条")
    assert {row.state for row in Citation.objects.all()} == {"unknown_rule"}
    rule = make_rule("后来的规定（示例）", slug="late").rule
    assert refresh_rule(rule_id=rule.pk, on=dt.date(2026, 11, 25)) == 2
    states = {row.source_id: row.state for row in Citation.objects.all()}
    assert states[case.pk] == states[material.pk] == "resolved"


def test_restricted_case_leaves_no_trace_for_those_who_may_not_read_it() -> None:
    page = front_list()
    rule = make_rule("示例规定（示例）", "一。", "二。", slug="law")
    shown = make_case(items=[(page, 1)])
    hidden = make_case(
        "金丝雀问题（示例）",
        items=[(page, 1)],
        broken_rules="《示例规定（示例）》第二条",
        region="金丝雀区",
        year=2011,
        people=[("王某", ["expelled"])],
    )
    places = ("/cases/", shown.url, f"{page.url}item-1/", f"{rule.edition.url}art-2/", "/", page.url)
    assert all("金丝雀" in words_of(place) for place in places[:4])
    restrict(hidden)
    for place in (*places, "/cases/?region=金丝雀区", "/cases/?outcome=expelled", "/cases/?year=2011"):
        words = words_of(place)
        assert hidden.title not in words, place
        assert "2011 年" not in words or "取消这项筛选" in words, place
    assert "案例 1 件" in words_of(page.url)
    assert list_items(page, user=ANYBODY)[0].case_count == 1
    reader = make_user()
    assert list_items(page, user=reader)[0].case_count == 2
    assert hidden.title in client_of(reader).get("/cases/").content.decode()


def test_case_names_no_item_of_a_list_the_reader_may_not_see() -> None:
    page = make_list("严禁金丝雀")
    case = make_case(items=[(page, 1)])
    assert "严禁金丝雀" in words_of(case.url)
    restrict(page)
    assert "严禁金丝雀" not in words_of(case.url)


def test_draft_of_a_live_case_does_not_show() -> None:
    case = make_case(facts="第一稿。")
    case.facts = "第二稿。"
    case.save_revision()
    assert "第二稿" not in words_of(case.url)


def test_preview_shows_the_draft_without_links_of_the_published_text() -> None:
    make_rule("示例规定（示例）", slug="law")
    case = make_case(facts="违反《示例规定（示例）》第二条。")
    case.facts = "改写：违反《示例规定（示例）》第二条。"
    detail = get_case(case, user=ANYBODY, is_draft=True)
    assert [piece.text for line in detail.facts for piece in line] == [case.facts]


def test_case_costs_the_same_queries_with_one_and_three_of_everything() -> None:
    page = front_list()
    make_rule("示例规定（示例）", slug="law")
    cited = "《示例规定（示例）》第二条"
    one = make_case(items=[(page, 1)], broken_rules=cited, people=[("张某", ["warning"])])
    few = count_queries(lambda: words_of(one.url))
    other = make_list("严禁丁")
    three = make_case(
        items=[(page, 1), (page, 2), (other, 1)],
        broken_rules=f"{cited}\n《示例规定（示例）》第三条\n《示例规定（示例）》第一条",
        people=[("张某", ["warning"]), ("李某", []), ("王某", ["dismissed", "expelled"])],
    )
    assert count_queries(lambda: words_of(three.url)) == few


# The column.


def test_column_lists_by_date_and_says_so_when_there_is_nothing() -> None:
    assert "还没有发布案例通报" in words_of("/cases/")
    make_case("早的（示例）", notified_on=dt.date(2024, 1, 1))
    make_case("晚的（示例）", notified_on=dt.date(2025, 1, 1))
    make_case("草稿（示例）", publish=False)
    words = words_of("/cases/")
    assert words.index("晚的（示例）") < words.index("早的（示例）")
    assert "草稿（示例）" not in words
    assert 'href="/cases/statistics/"' in words


def test_filters_narrow_and_count_under_the_others() -> None:
    page = front_list()
    make_case("甲（示例）", items=[(page, 1)], year=2024, region="甲区", people=[("张某", ["warning"])])
    make_case("乙（示例）", items=[(page, 1), (page, 2)], year=2025, region="甲区")
    make_case("丙（示例）", items=[(page, 2)], year=2025, region="乙区", people=[("张某", ["expelled"])])
    everything = column_of()
    assert everything.total == 3
    assert counts(everything, "item") == {"一 严禁甲": 2, "二 严禁乙": 2}
    assert counts(everything, "year") == {"2025 年": 2, "2024 年": 1}
    assert counts(everything, "region") == {"甲区": 2, "乙区": 1}
    assert counts(everything, "outcome") == {"党内警告": 2, "开除党籍": 1}
    narrowed = column_of(item="2", region="甲区")
    assert titles(narrowed) == ["乙（示例）"]
    assert counts(narrowed, "region") == {"甲区": 1, "乙区": 1}
    assert counts(narrowed, "item") == {"一 严禁甲": 2, "二 严禁乙": 1}
    assert counts(narrowed, "year") == {"2025 年": 1}
    assert titles(column_of(outcome="expelled")) == ["丙（示例）"]
    assert titles(column_of(year="2024")) == ["甲（示例）"]


def test_filter_is_taken_out_where_it_was_put_in() -> None:
    page = front_list()
    make_case(items=[(page, 1)])
    words = words_of("/cases/?item=1&year=2025")
    assert 'href="?year=2025"' in words
    assert 'href="?item=1"' in words
    assert words.count("取消这项筛选") == 2
    assert "全部取消" in words


def test_filter_without_a_case_says_how_to_go_on() -> None:
    page = front_list()
    make_case(items=[(page, 1)], year=2024)
    words = words_of("/cases/?item=3&year=2024")
    assert "没有同时符合这些条件的案例" in words
    assert "三 严禁丙" in words


@pytest.mark.parametrize(
    "query",
    [
        "item=x&year=-1&outcome=nothing",
        "item=99999999999999999999&region=%00",
        "year=２０２５",
        "before=nonsense",
        "region=" + "区" * 500,
        "item=1&item=2",
    ],
)
def test_any_filter_is_answered(query: str) -> None:
    front_list()
    make_case()
    assert "案例通报" in words_of(f"/cases/?{query}")


def test_unknown_values_are_as_if_absent() -> None:
    assert CaseFilter.read(item="x", year="２０２５", outcome="nothing") == CaseFilter()
    assert CaseFilter.read(item="2").toggled("item", 2) == CaseFilter()
    assert CaseFilter.read(region="甲区").address == "?region=%E7%94%B2%E5%8C%BA"


def test_pager_keeps_the_filter() -> None:
    for number in range(22):
        make_case(notified_on=dt.date(2024, 1, 1) + dt.timedelta(days=number), region="甲区")
    make_case(region="乙区")
    words = words_of("/cases/?region=甲区")
    older = re.search(r'href="(\?region=[^"]+before=[^"]+)" rel="next"', words)
    assert older is not None
    second = words_of("/cases/" + older.group(1).replace("&amp;", "&"))
    assert second.count("<h2><a") == 2
    assert "回到最新" in second


def test_items_are_no_filter_where_no_list_is_taught_by() -> None:
    page = make_list("严禁甲")
    make_case(items=[(page, 1)])
    column = column_of(item="1")
    assert column.total == 1
    assert counts(column, "item") == {}


def test_column_costs_the_same_queries_with_one_and_three_cases() -> None:
    page = front_list()
    make_case(items=[(page, 1)])
    few = count_queries(lambda: words_of("/cases/"))
    for number in (2, 3):
        make_case(items=[(page, number)], region=f"示例{number}区", year=2020 + number)
    assert count_queries(lambda: words_of("/cases/")) == few


# The items of the lists.


def test_item_gathers_cases_materials_and_policies() -> None:
    make_rule("示例规定（示例）", "一。", "二。", slug="law")
    page = front_list()
    items = list(page.items.all())
    items[0].legal_basis = "《示例规定（示例）》第二条"
    page.items = items
    page.save_revision().publish()
    case = make_case("宴请问题（示例）", items=[(page, 1)])
    material = make_material("一课（示例）", items=[(page, 1)])
    policy = make_policy(
        "依规通知（示例）", text="依规通知（示例）\n\n一、按《示例规定（示例）》第二条办理。\n"
    )
    other = make_policy(
        "别的通知（示例）", text="别的通知（示例）\n\n一、按《示例规定（示例）》第一条办理。\n"
    )
    words = item_words(page)
    for found in (case, material, policy):
        assert f'href="{found.url}"' in words, found.title
    assert other.title not in words
    assert 'href="/cases/?item=1"' in words
    rest = item_words(page, 2)
    assert case.title not in rest
    assert material.title not in rest
    assert "还没有违反这一条的案例通报" in rest


def test_item_gathers_nothing_hidden() -> None:
    make_rule("示例规定（示例）", "一。", "二。", slug="law")
    page = front_list()
    items = list(page.items.all())
    items[0].legal_basis = "《示例规定（示例）》第二条"
    page.items = items
    page.save_revision().publish()
    hidden = [
        make_case("金丝雀甲（示例）", items=[(page, 1)]),
        make_material("金丝雀乙（示例）", items=[(page, 1)]),
        make_policy("金丝雀丙（示例）", text="金丝雀丙\n\n一、按《示例规定（示例）》第二条办理。\n"),
    ]
    assert item_words(page).count("金丝雀") >= 3
    for found in hidden:
        restrict(found)
    assert "金丝雀" not in item_words(page)


def test_home_page_and_list_count_the_cases_of_each_item() -> None:
    page = front_list()
    make_case(items=[(page, 2)])
    make_case(items=[(page, 2), (page, 3)])
    make_case(items=[(page, 1)], publish=False)
    assert [entry.case_count for entry in list_items(page, user=ANYBODY)] == [0, 2, 1]
    for address in ("/", page.url):
        words = words_of(address)
        assert "案例 2 件" in words, address
        assert "案例 1 件" in words, address


def test_home_page_costs_the_same_queries_with_one_and_three_cases() -> None:
    page = front_list()
    make_case(items=[(page, 1)])
    few = count_queries(lambda: words_of("/"))
    for number in (2, 3):
        make_case(items=[(page, number)])
    assert count_queries(lambda: words_of("/")) == few


def test_item_page_costs_the_same_queries_with_one_and_three_cases() -> None:
    page = front_list()
    make_case(items=[(page, 1)])
    make_material(items=[(page, 1)])
    few = count_queries(lambda: item_words(page))
    for _more in range(2):
        make_case(items=[(page, 1)])
        make_material(items=[(page, 1)])
    assert count_queries(lambda: item_words(page)) == few


# The lines of the columns.


def test_line_counts_people_by_outcome() -> None:
    case = make_case(people=[("张某", ["warning", "dismissed"]), ("李某", ["warning"]), ("王某", [])])
    rows = ListingOutcome.objects.filter(listing_id=case.pk)
    assert dict(rows.values_list("outcome", "people")) == {"warning": 2, "dismissed": 1}
    case = CasePage.objects.get(pk=case.pk)
    case.people = []
    case.save_revision().publish()
    assert not rows.exists()
    case.unpublish()
    assert not Listing.objects.filter(pk=case.pk).exists()


@pytest.mark.parametrize("fields", [{"outcome": "shot"}, {"people": 0}])
def test_database_refuses_a_line_that_means_nothing(fields: dict[str, Any]) -> None:
    case = make_case(people=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        ListingOutcome.objects.create(**{"listing_id": case.pk, "outcome": "warning", "people": 1, **fields})
