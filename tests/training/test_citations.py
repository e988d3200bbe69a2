"""Provisions and items lead to the courses that teach them; what a new edition makes old is listed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from content.models import Citation, Listing
from content.selectors.citation_checks import list_citations_to_check
from tests.factories.accounts import make_superuser
from tests.factories.content import make_list, make_rule, make_structure
from tests.factories.training import make_course, make_lesson
from training.enums import LessonKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frame():
    make_structure()


def cited_by(address: str) -> list[str]:
    page = Client().get(address).content.decode()
    aside = page.partition('id="cited"')[2].partition("</aside>")[0]
    return re.findall(r'<span class="k">(.*?)</span>(.*?)(?: <span|</a>)', aside)


def test_an_article_shows_the_lessons_that_have_it_read_or_name_it():
    rule = make_rule("示例读本（示例）", "甲。", "乙。", "丙。", "丁。")
    course = make_course("读本课程（示例）", basis="《示例读本（示例）》第一条")
    make_lesson(
        course,
        "读两条（示例）",
        kind=LessonKind.RULE_READING,
        edition=rule.edition,
        first_eid="art-2",
        last_eid="art-3",
    )
    make_lesson(course, "讲一条（示例）", body="<p>见《示例读本（示例）》第三条。</p>")

    found = {number: cited_by(f"{rule.rule.url}art-{number}/") for number in (1, 2, 3, 4)}

    assert found[1] == [("课程", "读本课程（示例）")]
    assert found[2] == [("课时", "读两条（示例）")]
    assert sorted(found[3]) == [("课时", "讲一条（示例）"), ("课时", "读两条（示例）")]
    assert found[4] == []


def test_a_new_edition_lists_the_lessons_that_have_the_former_one_read():
    first = make_rule("示例读本（示例）", "甲。", "乙。", "丙。")
    lesson = make_lesson(
        make_course(lessons=0),
        kind=LessonKind.RULE_READING,
        edition=first.edition,
        first_eid="art-2",
        reread=True,
    )
    make_rule("示例读本（示例）", "甲。", "插入。", "乙。", "丙。", promulgation_date=dt.date(2021, 1, 1))

    waiting = list_citations_to_check(make_superuser(), on=dt.date(2022, 1, 1))

    assert [(entry.source.pk, entry.cited_eid, entry.suggested_eid) for entry in waiting] == [
        (lesson.pk, "art-2", "art-3")
    ]


def test_an_item_shows_the_courses_whose_lessons_teach_it():
    nine = make_list("严禁甲", "严禁乙", show_in_menus=True)
    course = make_course("甲课（示例）")
    assert "甲课（示例）" not in Client().get(f"{nine.url}item-2/").content.decode()

    lesson = make_lesson(course, items=[(nine, 2)])

    assert "甲课（示例）" in Client().get(f"{nine.url}item-2/").content.decode()
    assert "课程 1 门" in Client().get("/").content.decode()

    lesson.unpublish()
    assert "甲课（示例）" not in Client().get(f"{nine.url}item-2/").content.decode()


def test_a_page_that_goes_takes_its_citations_and_its_line_along():
    rule = make_rule("示例读本（示例）", "甲。", "乙。")
    course = make_course(basis="《示例读本（示例）》第一条")
    assert Citation.objects.filter(source_id=course.pk, target_rule=rule.rule).exists()

    course.delete()

    assert not Listing.objects.filter(kind="course").exists()
    assert cited_by(f"{rule.rule.url}art-1/") == []
