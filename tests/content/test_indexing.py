"""What of many pages at once the index may hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from common import memo
from content.enums import Status
from content.models import BasePage, ProhibitionItem
from content.selectors import indexing
from content.validity import EditionSpan, ends_repealed, status_of
from search.documents import build_documents
from tests.content.asking import count_queries
from tests.factories.cases import make_case
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_material

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    make_structure()


def test_pages_come_by_number_and_those_without_words_are_left_out() -> None:
    policy, rule = make_policy(), make_rule()
    draft = make_policy(publish=False)
    asked = [draft.pk, rule.edition.pk, rule.rule.pk, policy.pk, 0]
    found = indexing.list_indexable_pages(asked)
    assert [page.page_id for page in found] == sorted([policy.pk, rule.edition.pk])
    assert found == [indexing.get_indexable_page(page.page_id) for page in found]


def test_queries_do_not_grow_with_rules_and_policies() -> None:
    def cost() -> int:
        with memo.opened():  # restrictions are kept, but not inside the transaction of a test
            return count_queries(lambda: indexing.list_indexable_pages(pks))

    pks = [make_policy().pk, make_rule().edition.pk]
    few = cost()
    pks += [page for _ in range(3) for page in (make_policy().pk, make_rule().edition.pk)]
    assert cost() == few


def test_edition_withdrawn_meanwhile_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, stays = make_rule().edition, make_rule().edition

    def withdraw_and_look(pages: Any, look: Any = indexing._look_around) -> Any:
        gone.unpublish()
        return look(pages)

    monkeypatch.setattr(indexing, "_look_around", withdraw_and_look)
    assert [page.page_id for page in indexing.list_indexable_pages([gone.pk, stays.pk])] == [stays.pk]


def test_replaced_edition_stays_modified_when_the_rule_is_repealed_later() -> None:
    first, second, end = (
        EditionSpan(pk, dt.date(year, 1, 1), None, None, kind)
        for pk, year, kind in ((1, 2000, "enactment"), (3, 2010, "revision"), (2, 2020, "repeal"))
    )
    spans = [end, first, second]
    assert [ends_repealed(span, spans) for span in (first, second)] == [False, True]
    today = dt.date(2026, 1, 1)
    assert [status_of(span, spans, today) for span in (first, second)] == [Status.MODIFIED, Status.REPEALED]


def test_cases_and_materials_carry_the_items_they_name_and_a_list_its_own() -> None:
    page = make_list("严禁示例甲", "严禁示例乙")
    case = make_case(items=[(page, 2), (page, 1)])
    material = make_material(items=[(page, 1)])
    bare = make_case()
    found = {
        each.page_id: each for each in indexing.list_indexable_pages([page.pk, case.pk, material.pk, bare.pk])
    }
    assert found[case.pk].items == (f"{page.pk}-2", f"{page.pk}-1")
    assert found[material.pk].items == (f"{page.pk}-1",)
    assert found[bare.pk].items == ()
    assert [each.items for each in found[page.pk].provisions] == [(f"{page.pk}-1",), (f"{page.pk}-2",)]
    documents = build_documents(found[page.pk], on=dt.date(2026, 1, 1))
    assert [document.items for document in documents] == [(f"{page.pk}-1",), (f"{page.pk}-2",)]


def test_queries_for_items_do_not_grow_with_pages() -> None:
    page = make_list("严禁示例甲")

    def cost(pks: list[int]) -> int:
        with memo.opened():
            return count_queries(
                lambda: indexing._items_of(list(BasePage.objects.filter(pk__in=pks).specific()))
            )

    few = cost([make_case(items=[(page, 1)]).pk])
    many = [make_case(items=[(page, 1)]).pk for _ in range(4)]
    assert cost(many) == few


def test_heading_the_text_begins_with_is_not_said_twice() -> None:
    page = make_list("严禁拉票贿选", "严禁买官卖官")
    page.items = [
        ProhibitionItem(number=1, heading="严禁拉票贿选", text="严禁拉票贿选，对搞拉票的依法处理。"),
        ProhibitionItem(
            number=2, heading="严禁买官卖官", text="对买官卖官的，一律撤职。", explanation="说明。"
        ),
    ]
    page.save_revision().publish()
    (found,) = indexing.list_indexable_pages([page.pk])
    assert [each.text for each in found.provisions] == [
        "严禁拉票贿选，对搞拉票的依法处理。",
        "严禁买官卖官\n对买官卖官的，一律撤职。\n说明。",
    ]
