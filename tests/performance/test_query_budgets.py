"""What each kind of page may cost in queries, made anew, in a process that has served before.

With one item and with three: a page that looks something up for each line of a list fails.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import override_settings

from tests.content.asking import count_queries, words_of
from tests.factories.content import make_list, make_policy, make_rule, make_structure, rule_text
from tests.factories.training import make_course, make_lesson
from training.models import CoursePage, CoursePrerequisite

pytestmark = pytest.mark.django_db(transaction=True)

BUDGETS = {
    "/": 8,
    "/rules/": 8,
    "/policies/": 8,
    "/prohibitions/": 8,
    "/policies/notice/": 6,
    "/policies/notice/pt-1/": 6,
    "/rules/rule/": 6,
    "/rules/rule/art-1/": 6,
    "/rules/rule/2020-01-01/": 7,  # the edition is read twice: alone and among its rule's
    "/rules/rule/2020-01-01/art-1/": 6,
    "/rules/rule/on/2020-06-01/": 6,
    "/prohibitions/list/": 6,
    "/prohibitions/list/item-1/": 6,
    "/courses/": 8,
    "/courses/course/": 11,
    "/courses/course/lesson/": 8,
}
CITING = "关于示例的通知（示例）\n\n一、要求\n\n（一）依照《示例办法（示例）》第一条办理。\n"


@pytest.fixture(autouse=True)
def _made_anew() -> None:
    make_structure()


def fill(number: int) -> None:
    """As many of everything: articles, citing texts, lists, items."""
    title = "示例办法（示例）"
    articles = [f"第{n}项工作依照本办法第一条办理。" for n in range(number)]
    make_rule(title, slug="rule", text=rule_text(title, articles), promulgation_date=dt.date(2020, 1, 1))
    for place in range(number):
        make_policy(
            f"示例通知{place}（示例）", slug="notice" if not place else f"notice-{place}", text=CITING
        )
        make_rule(
            f"援引办法{place}（示例）", f"依照《{title}》第一条办理。", promulgation_date=dt.date(2026, 1, 1)
        )
    page = make_list(*["严禁示例"] * number, slug="list", show_in_menus=True)
    for item in page.items.all():
        item.legal_basis = "\n".join(f"《{title}》第一条" for _ in range(number))
        item.save()
    page.refresh_from_db()
    page.save_revision().publish()
    for place in range(number):
        make_list("严禁示例", year=2021 + place)
    course = make_course(slug="course", lessons=0, items=[(page, 1)], basis=f"《{title}》第一条")
    make_lesson(course, slug="lesson", items=[(page, 1)], basis=f"《{title}》第一条")
    for _place in range(number):
        make_lesson(course, items=[(page, 1)])
        CoursePrerequisite.objects.create(page=course, required=make_course())


@pytest.mark.parametrize("number", [1, 3])
@override_settings(PAGE_CACHE=False)
def test_pages_keep_within_their_budget(number: int) -> None:
    fill(number)
    counted = {address: count_queries(lambda address=address: words_of(address)) for address in BUDGETS}
    over = {
        address: f"{count} of {BUDGETS[address]}"
        for address, count in counted.items()
        if count > BUDGETS[address]
    }
    assert over == {}


@override_settings(PAGE_CACHE=False)
def test_pages_cost_the_same_with_one_item_and_three() -> None:
    assert not settings.PAGE_CACHE
    fill(1)
    one = {address: count_queries(lambda address=address: words_of(address)) for address in BUDGETS}
    make_policy(text=CITING)
    make_list("严禁示例", "严禁又一示例", year=2030)
    course = CoursePage.objects.get(slug="course")
    make_lesson(course)
    CoursePrerequisite.objects.create(page=course, required=make_course())
    make_rule(
        "又一部援引办法（示例）",
        "依照《示例办法（示例）》第一条办理。",
        promulgation_date=dt.date(2026, 1, 1),
    )
    three = {address: count_queries(lambda address=address: words_of(address)) for address in BUDGETS}
    assert three == one


@pytest.mark.parametrize("address", ["/nothing/", "/rules/nothing/", "/a/b/c/d/", "/nothing.html"])
def test_what_is_not_there_costs_one_query(address: str, client) -> None:
    assert client.get(address).status_code == 404
    assert count_queries(lambda: client.get(address)) <= 1
