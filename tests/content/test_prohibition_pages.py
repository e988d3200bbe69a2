"""Prohibition lists, their items, the generations side by side."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404

from content.models import (
    ItemCorrespondence,
    ProhibitionIndexPage,
    ProhibitionItem,
    ProhibitionListPage,
)
from content.selectors.prohibitions import get_front_list, get_generations, get_item, list_items
from content.views.prohibitions import prohibition_item
from tests.content.asking import ask, count_queries, restrict, words_of
from tests.factories.content import make_list, make_rule, make_structure

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def connect(page: ProhibitionListPage, number: int, other: ProhibitionListPage, target: int) -> None:
    """Say that two items correspond, on one side only."""
    item = page.items.get(number=number)
    ItemCorrespondence.objects.create(item=item, target_list=other, target_number=target)


def fill(page: ProhibitionListPage, number: int, **fields: object) -> None:
    """Give one item its words and publish the list again."""
    items = list(page.items.all())
    for item in items:
        if item.number == number:
            for name, value in fields.items():
                setattr(item, name, value)
    page.items = items
    page.save_revision().publish()


def item_words(page: ProhibitionListPage, number: str = "1") -> str:
    return ask(prohibition_item, page, number).content.decode()


def test_list_shows_items_and_what_is_not_verified() -> None:
    page = make_list("严禁甲", "严禁乙", completeness="只收录标题。", issuers="示例机关")
    fill(page, 2, verified=False)
    words = words_of(page.url)
    assert words.index("严禁甲") < words.index("严禁乙") < words.index("标题待核实")
    assert words.count("标题待核实") == 1
    assert "只收录标题。" in words
    assert f'href="{page.url}item-2/"' in words


def test_list_without_items_says_so() -> None:
    page = make_list("严禁甲")
    page.items = []
    page.save_revision().publish()
    assert "还没有录入条目" in words_of(page.url)


def test_item_shows_words_consequence_and_explanation() -> None:
    page = make_list("严禁甲", "严禁乙", "严禁丙")
    said = {"text": "严禁乙，违者一律停职。", "consequence": "一律停职", "explanation": "这样理解。"}
    fill(page, 2, sanctions=["suspended"], **said)
    words = item_words(page, "2")
    for part in ("严禁乙，违者一律停职。", "一律停职", "停职", "本站说明（示例）", "这样理解。", "第二条"):
        assert part in words, part
    assert f'href="{page.url}item-1/" rel="prev"' in words
    assert f'href="{page.url}item-3/" rel="next"' in words


def test_item_without_words_says_what_is_missing() -> None:
    words = item_words(make_list("严禁甲"))
    assert "暂无这一条的条文全文" in words
    assert "还没有关联依据条文" in words
    assert "没有对应条目" in words
    assert 'rel="prev"' not in words


@pytest.mark.parametrize("number", ["0", "3", "01", "99999999999999999999"])
def test_item_of_another_number_is_not_found(number: str) -> None:
    page = make_list("严禁甲", "严禁乙")
    with pytest.raises(Http404):
        ask(prohibition_item, page, number)


def test_item_links_its_basis_where_there_is_a_text() -> None:
    rule = make_rule("示例工作规定（示例）", slug="basis")
    page = make_list("严禁甲")
    fill(page, 1, legal_basis="《示例工作规定（示例）》第二条\n《没有收录的规定》第三条")
    detail = get_item(page, 1, user=ANYBODY)
    assert detail is not None
    assert [line.is_linked for line in detail.basis] == [True, False]
    assert ["".join(piece.text for piece in line.pieces) for line in detail.basis] == [
        "《示例工作规定（示例）》第二条",
        "《没有收录的规定》第三条",
    ]
    words = item_words(page)
    assert f'href="{rule.edition.url}art-2/"' in words
    assert words.count("本库暂无原文") == 1


def test_item_does_not_lead_to_a_restricted_basis() -> None:
    rule = make_rule("示例工作规定（示例）", slug="hidden-basis")
    page = make_list("严禁甲")
    fill(page, 1, legal_basis="《示例工作规定（示例）》第二条")
    assert list_items(page, user=ANYBODY)[0].basis_count == 1
    restrict(rule.rule)
    assert list_items(page, user=ANYBODY)[0].basis_count == 0
    assert "hidden-basis" not in item_words(page)


def test_basis_is_counted_by_article() -> None:
    make_rule("示例工作规定（示例）")
    page = make_list("严禁甲")
    places = ("第二条", "第二条第一款", "第三条")
    fill(page, 1, legal_basis="\n".join(f"《示例工作规定（示例）》{place}" for place in places))
    assert list_items(page, user=ANYBODY)[0].basis_count == 2


def test_items_of_a_list_in_parts_are_counted_within_the_part() -> None:
    page = make_list("严禁甲", "不准乙", "不准丙")
    fill(page, 2, group="不准")
    fill(page, 3, group="不准")
    assert [entry.place for entry in list_items(page, user=ANYBODY)] == ["第一条", "不准第一条", "不准第二条"]


def test_counterparts_are_read_from_both_sides() -> None:
    old = make_list("严禁甲", year=2010)
    new = make_list("严禁乙", "严禁丙", year=2016)
    connect(old, 1, new, 2)
    assert "严禁甲" in item_words(new, "2")
    assert "严禁丙" in item_words(old, "1")
    assert "严禁甲" not in item_words(new, "1")


def test_counterparts_leave_out_restricted_lists() -> None:
    old = make_list("严禁金丝雀", year=2010)
    new = make_list("严禁乙", year=2016)
    connect(new, 1, old, 1)
    restrict(old)
    assert "金丝雀" not in item_words(new)
    assert "金丝雀" not in words_of("/prohibitions/")


def test_generations_stand_side_by_side() -> None:
    old = make_list("严禁甲", "严禁乙", year=2010)
    front = make_list("严禁丙", "严禁丁", year=2016, show_in_menus=True)
    new = make_list("严禁戊", year=2026)
    connect(front, 1, old, 2)
    connect(new, 1, front, 1)
    table = get_generations(user=ANYBODY)
    assert [page.year for page in table.lists] == [2010, 2016, 2026]
    headings = [[[entry.item.heading for entry in cell] for cell in row] for row in table.rows]
    assert headings == [
        [["严禁乙"], ["严禁丙"], ["严禁戊"]],
        [[], ["严禁丁"], []],
        [["严禁甲"], [], []],
    ]
    assert "逐条对照" in words_of("/prohibitions/")


def test_front_list_is_the_latest_marked_for_the_menu() -> None:
    make_list(year=2026)
    marked = make_list(year=2016, show_in_menus=True)
    make_list(year=2010, show_in_menus=True)
    assert get_front_list(user=ANYBODY) == marked


def test_pages_cost_the_same_with_one_and_three_items() -> None:
    short = make_list("严禁甲", year=2010)
    long = make_list("严禁甲", "严禁乙", "严禁丙", year=2016)
    rule = make_rule("示例工作规定（示例）")
    assert rule.edition.live
    basis = "《示例工作规定（示例）》第一条\n《示例工作规定（示例）》第二条\n《示例工作规定（示例）》第三条"
    fill(short, 1, legal_basis=basis.splitlines()[0])
    fill(long, 1, legal_basis=basis)
    connect(short, 1, long, 1)
    assert count_queries(lambda: words_of(short.url)) == count_queries(lambda: words_of(long.url))
    assert count_queries(lambda: item_words(short)) == count_queries(lambda: item_words(long))


def test_items_are_found_by_what_follows_from_breaking_them() -> None:
    first, second = make_list("严禁甲", "严禁乙", year=2016), make_list("严禁丙", year=2021)
    fill(first, 2, sanctions=["void", "judicial"])
    fill(second, 1, sanctions=["void"])
    hidden = make_list("严禁金丝雀", year=2022)
    fill(hidden, 1, sanctions=["void", "removed"])
    restrict(hidden)
    words = words_of("/prohibitions/?sanction=void")
    chosen = words.partition('class="rows framed chosen"')[2].partition("</ul>")[0]
    assert [found for found in ("严禁甲", "严禁乙", "严禁丙") if found in chosen] == ["严禁乙", "严禁丙"]
    assert '宣布无效<span class="n">2</span>' in words
    assert '移送司法机关<span class="n">1</span>' in words
    assert "免职" not in words
    assert "金丝雀" not in words
    assert "没有这种处理方式" in words_of("/prohibitions/?sanction=乱写")


@pytest.mark.parametrize("value", [5, "void", ["乱写"], [["void"]], ["void", "void"], {"void": 1}])
def test_sanctions_outside_the_vocabulary_are_refused(value: object) -> None:
    item = make_list("严禁甲").items.get()
    item.sanctions = value
    with pytest.raises(ValidationError) as refused:
        item.full_clean()
    assert set(refused.value.message_dict) == {"sanctions"}


def test_editor_ticks_sanctions() -> None:
    field = ProhibitionItem._meta.get_field("sanctions").formfield()
    assert field.clean(["void", "judicial"]) == ["void", "judicial"]
    assert field.clean([]) == []
    with pytest.raises(ValidationError):
        field.clean(["乱写"])


def test_preview_of_a_published_list_shows_the_items_of_the_draft() -> None:
    draft = make_list("严禁甲").get_latest_revision_as_object()
    draft.items = [ProhibitionItem(number=1, heading="严禁改过的")]
    words = draft.make_preview_request().rendered_content
    assert "严禁改过的" in words
    assert "严禁甲" not in words


def test_preview_of_a_new_list_shows_its_items() -> None:
    column = ProhibitionIndexPage.objects.get()
    page = ProhibitionListPage(
        title="新清单（示例）", slug="new", generation="示例", issuers="示例机关", year=2026
    )
    page.items = [ProhibitionItem(number=1, heading="严禁新的")]
    page.set_url_path(column)
    page.depth, page.path, page._cached_parent_obj = column.depth + 1, f"{column.path}0001", column
    assert "严禁新的" in page.make_preview_request().rendered_content
