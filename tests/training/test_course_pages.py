"""The catalogue, the page of a course, the page of a lesson."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.factories.accounts import NOON, make_user
from tests.factories.content import make_list, make_structure
from tests.factories.training import make_catalogue, make_class, make_course, make_lesson
from training.enums import ClassState, CourseNature, EnrollmentMode, EnrollmentSource, LessonKind
from training.models import CoursePage, CoursePrerequisite, CourseVersion
from training.selectors.opening import is_class_open, open_classes
from training.services.enrolling import enroll
from training.services.seats import EnrollmentError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frame():
    make_structure()


@pytest.fixture
def reader() -> Client:
    return Client()


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_catalogue_says_what_will_be_there(reader: Client):
    make_catalogue()

    assert "还没有发布课程" in read(reader, "/courses/")


def test_the_catalogue_narrows_by_every_filter(reader: Client):
    nine = make_list("严禁甲", "严禁乙", show_in_menus=True)
    required = make_course(
        "甲课程（示例）", nature=CourseNature.REQUIRED, enrollment_mode=EnrollmentMode.CLOSED
    )
    make_lesson(required, kind=LessonKind.EXTERNAL, items=[(nine, 2)])
    make_course("乙课程（示例）", enrollment_mode=EnrollmentMode.OPEN)

    def found(query: str) -> list[str]:
        page = read(reader, f"/courses/?{query}")
        return [name for name in ("甲课程", "乙课程") if name in page]

    assert found("") == ["甲课程", "乙课程"]
    assert found("nature=required") == ["甲课程"]
    assert found("item=2") == ["甲课程"]
    assert found("kind=external") == ["甲课程"]
    assert found("open=1") == ["乙课程"]
    assert found("hours=1") == ["甲课程", "乙课程"]
    assert found("nature=required&open=1") == []
    assert found("nature=nonsense&item=x&p=99") == ["甲课程", "乙课程"]


def test_a_course_without_lessons_is_not_in_the_catalogue_but_has_its_page(reader: Client):
    course = make_course("空课程（示例）", lessons=0)

    assert "空课程" not in read(reader, "/courses/")
    assert "课时还在准备" in read(reader, course.url)


def test_the_page_of_a_course_shows_its_lessons_classes_and_prerequisites(reader: Client, city):
    first = make_course("先修（示例）")
    course = make_course("主课（示例）", lessons=2, study_days=30)
    CoursePrerequisite.objects.create(page=course, required=first)
    version = CourseVersion.objects.get(course__page=course)
    make_class(
        version, unit=city, name="示例一班", starts_on=dt.date(2999, 1, 1), ends_on=dt.date(2999, 1, 2)
    )

    page = read(reader, course.url)

    for words in ("2 课", "示例一班", "先修（示例）", "报名之日起 30 天", "自主报名", "第 1 版"):
        assert words in page


def test_the_page_of_a_lesson_keeps_its_words_for_those_enrolled(reader: Client):
    course = make_course()
    lesson = make_lesson(course, "某课（示例）", summary="公开的摘要", body="<p>课内的正文</p>")

    page = read(reader, lesson.url)

    assert "公开的摘要" in page
    assert "课内的正文" not in page
    assert "第 2 课，共 2 课" in page


@pytest.mark.parametrize("address", ["catalogue", "course"])
def test_the_number_of_queries_does_not_grow(
    reader: Client, address: str, city, django_assert_max_num_queries
):
    def fill() -> str:
        course = make_course(lessons=1)
        make_class(
            CourseVersion.objects.get(course__page=course),
            unit=city,
            starts_on=dt.date(2999, 1, 1),
            ends_on=dt.date(2999, 1, 2),
        )
        return str(course.url) if address == "course" else "/courses/"

    def count(url: str) -> int:
        read(reader, url)
        with django_assert_max_num_queries(80) as captured:
            read(reader, url)
        return len(captured)

    url = fill()
    one = count(url)
    for _more in range(2):
        fill()
    if address == "course":
        course = CoursePage.objects.get(pk=CourseVersion.objects.first().course.page_id)
        for _more in range(2):
            make_lesson(course)
    assert count(url) == one


def test_a_class_is_open_in_a_list_where_it_is_open_for_the_filter(city):
    make_course()
    version = CourseVersion.objects.get()
    days = {"starts_on": NOON.date(), "ends_on": NOON.date()}
    hour = dt.timedelta(hours=1)
    windows = [
        {},
        {"enroll_from": NOON + hour},
        {"enroll_until": NOON - hour},
        {"enroll_from": NOON - hour, "enroll_until": NOON + hour},
        {"state": ClassState.RUNNING},
        {"enrollment_mode": EnrollmentMode.CLOSED},
        {"starts_on": NOON.date() - 24 * hour, "ends_on": NOON.date() - 24 * hour},
        {"enroll_until": NOON},
        {"enroll_from": NOON},
    ]
    classes = [make_class(version, unit=city, **{**days, **window}) for window in windows]

    by_filter = {klass.pk for klass in open_classes(NOON)}

    assert {klass.pk for klass in classes if is_class_open(klass, at=NOON)} == by_filter
    open_ones = {0, 3, 8}  # the end of a window is not in it
    assert [klass.pk in by_filter for klass in classes] == [place in open_ones for place in range(9)]
    assert {klass.pk for klass in classes if _lets_in(klass)} == by_filter


def _lets_in(klass) -> bool:
    person = make_user(unit=klass.unit)
    try:
        enroll(learner=person, version=klass.version, klass=klass, source=EnrollmentSource.SELF, at=NOON)
    except EnrollmentError:
        return False
    return True
