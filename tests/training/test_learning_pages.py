"""我的学习, what would close the gap, the transcript: each person's own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from content.models import HomePage
from tests.factories.accounts import NOON, make_unit, make_user
from tests.factories.content import make_structure
from tests.factories.hours import make_credit
from tests.factories.publishing import client_of
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import EnrollmentState, HourCategory, LessonKind
from training.models import ClassSession, Course, CourseIndexPage, CoursePage, CreditEntry
from training.selectors.gaps import gaps_of
from training.selectors.hours import standing_of
from training.selectors.transcripts import transcript_of
from training.services.completing import complete_lesson
from training.services.crediting import reverse

pytestmark = pytest.mark.django_db

PAGES = ("/learning/", "/learning/transcript/", "/learning/box/", "/learning/declarations/")


def test_the_page_says_what_is_owed(reader):
    year = clock.today().year
    make_credit(reader, "38", year=year)

    page = client_of(reader).get("/learning/")

    assert "还差 <b>12</b> 学时" in page.text
    assert "已完成 38 / 50 学时" in page.text
    assert "全国干部教育培训规划" in page.text
    assert "no-store" in page["Cache-Control"]
    assert "还差 12 学时" in client_of(reader).get("/learning/box/").text


def test_continue_due_soon_waiting_and_the_next_lesson(reader):
    version = make_version(LessonKind.ARTICLE, LessonKind.VIDEO)
    make_enrollment(version, learner=reader)
    urgent = make_enrollment(learner=reader, due_on=clock.today() + dt.timedelta(days=3))
    late = make_enrollment(learner=reader, due_on=clock.today() - dt.timedelta(days=2))
    waiting = make_enrollment(learner=reader, state=EnrollmentState.PENDING_UNIT)
    other = make_enrollment(learner=make_user())
    complete_lesson(enrollment=reader.enrollments.first(), lesson=version.lessons.first(), at=NOON)

    text = client_of(reader).get("/learning/").text

    due, going_on, rest = text.partition("即将到期</h2>")[2].partition("继续学习</h2>")
    assert due.index(late.version.title) < due.index(urgent.version.title)
    assert "还有 3 天" in due
    assert "已过 2 天" in due
    going_on = rest.partition("候补和待审核")[0]
    assert version.title in going_on
    assert "已学 1 课，共 2 课" in going_on
    assert "示例第2课" in going_on
    assert waiting.version.title in rest.partition("候补和待审核")[2]
    assert other.version.title not in text


def test_what_would_close_the_gap_are_courses_not_taken_yet(reader, courses):
    small, large, taken, hidden = courses(1, 3, 9, 9)
    hidden.course.page.unpublish()
    make_enrollment(taken, learner=reader)
    done = make_enrollment(courses(5)[0], learner=reader)
    complete_lesson(enrollment=done, lesson=done.version.lessons.get(), at=clock.now())
    make_credit(reader, "41.5", year=clock.today().year)  # with the five hours of the course: 46.5

    standing = standing_of(reader, year=clock.today().year, today=clock.today())
    gap = gaps_of(standing, at=clock.now())[0]

    assert (gap.counter.owed, gap.courses) == (Decimal("3.5"), (large, small))
    assert (gap.given, gap.still_owed) == (4, 0)
    text = client_of(reader).get("/learning/").text
    assert f'href="{large.course.page.url}"' in text
    assert "合计 4 学时，学完即可达到" in text


def test_concentrated_hours_are_closed_by_classes_one_may_enroll_in(reader, courses):
    reader.rank = "科员"
    reader.save()
    version = courses(1)[0]
    goes_on = {"unit": reader.unit, "ends_on": clock.today()}
    klass = make_class(version, **goes_on)
    closed = make_class(courses(1)[0], enroll_until=NOON, **goes_on)
    over = make_class(courses(1)[0], unit=reader.unit)  # its days have passed
    for_others = make_class(courses(1)[0], **{**goes_on, "unit": make_unit("示例外区")})
    for one in (klass, closed, over, for_others):
        ClassSession.objects.create(
            klass=one, title="示例", starts_at=NOON, ends_at=NOON + dt.timedelta(hours=3), hours=Decimal(4)
        )

    standing = standing_of(reader, year=clock.today().year, today=clock.today())
    gaps = {gap.counter.target.category: gap for gap in gaps_of(standing, at=clock.now())}

    assert gaps[HourCategory.CONCENTRATED].classes == (klass,)
    assert gaps[HourCategory.CONCENTRATED].still_owed == 86


def test_pages_are_for_who_is_signed_in_and_each_sees_the_own(reader):
    make_credit(reader, "1.25", year=clock.today().year)
    entry = CreditEntry.objects.get()
    for address in PAGES:
        answer = Client().get(address)
        assert (answer.status_code, answer.content) in ((302, b""), (200, b""))
        assert entry.title not in client_of(make_user()).get(address).text
    assert entry.title in client_of(reader).get("/learning/transcript/").text


def test_the_transcript_of_a_year(reader, trainer):
    make_credit(reader, "3", year=2025)
    wrong = make_credit(reader, "7", year=2025)
    make_credit(reader, "15", year=2025, category=HourCategory.CONCENTRATED)
    reverse(entry=wrong, by=trainer, at=NOON, reason="重复计算")
    free = make_enrollment(make_version(LessonKind.ARTICLE, hours=Decimal(0)), learner=reader)
    lesson = free.version.lessons.get()
    complete_lesson(enrollment=free, lesson=lesson, at=dt.datetime(2025, 12, 31, 20, tzinfo=NOON.tzinfo))

    found = transcript_of(reader, year=2025, today=dt.date(2026, 5, 1))

    sections = {section.label: section.hours for section in found.sections}
    assert sections == {"集中培训": 15, "网络培训": 3}
    assert (found.hours, found.cut, found.years) == (18, 0, (2026, 2025))
    assert [line.title for line in found.others] == [free.version.title]
    page = client_of(reader).get("/learning/transcript/?year=2025").text
    assert f"<s>{wrong.title}</s>" in page
    assert "已撤销：重复计算" in page
    assert wrong.title not in client_of(reader).get("/learning/transcript/").text


@pytest.mark.parametrize("year", ["9999", "1", "x", "20261", "²⁰²⁶", "-2026", "2026.0"])
def test_years_that_are_none(reader, year):
    assert client_of(reader).get("/learning/transcript/", {"year": year}).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_pages_ask_as_often_for_three_as_for_one(reader, courses, address):
    client = client_of(reader)

    def fill() -> None:
        make_credit(reader, "1", year=clock.today().year)
        klass = make_class(unit=reader.unit, taken=1)
        make_enrollment(klass.version, learner=reader, klass=klass, holds_place=True)
        starts = clock.now() + dt.timedelta(days=1)
        ClassSession.objects.create(
            klass=klass,
            title="示例",
            starts_at=starts,
            ends_at=starts + dt.timedelta(hours=1),
            hours=Decimal(1),
        )
        make_enrollment(learner=reader, due_on=clock.today())
        make_enrollment(learner=reader, state=EnrollmentState.PENDING_UNIT)
        courses(1)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    fill()
    client.get(address)
    before = queries()
    fill()
    fill()
    assert queries() == before


@pytest.fixture
def courses():
    """Makes published courses with their pages, of so many hours each."""
    make_structure()

    def make(*hours: int):
        return tuple(_course(Decimal(number)) for number in hours)

    return make


def _course(hours: Decimal):
    index = CourseIndexPage.objects.first() or HomePage.objects.get().add_child(
        instance=CourseIndexPage(title="培训课程", slug="courses")
    )
    number = CoursePage.objects.count()
    title = f"示例课程之{number}（示例）"
    page = index.add_child(
        instance=CoursePage(title=title, slug=f"c{number}", issued_on=dt.date(2016, 11, 1), live=True)
    )
    course, _made = Course.objects.get_or_create(page=page, defaults={"title": title})
    return make_version(LessonKind.ARTICLE, course=course, hours=hours)
