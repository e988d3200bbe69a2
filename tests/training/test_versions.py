"""Publishing makes versions; records stay when pages go."""

from __future__ import annotations

import pytest

from common.models import Job
from content.models import EditionPage
from tests.factories.accounts import NOON
from tests.factories.content import make_rule, make_structure
from tests.factories.training import make_course, make_enrollment, make_lesson, publish_page
from training.enums import LessonKind
from training.models import Course, CoursePage, CourseVersion, Lesson, LessonPage, LessonVersion
from training.selectors.courses import is_open

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frame():
    make_structure()


def test_a_course_published_with_its_lessons_has_one_version():
    course = make_course(lessons=2)

    version = CourseVersion.objects.get()
    assert (version.number, version.course.current) == (1, version)
    assert version.course.page == course
    assert [lesson.position for lesson in version.lessons.all()] == [1, 2]
    assert len(version.rules["required"]) == 2
    assert not Job.objects.filter(name="training.apply_version_policy").exists()


def test_publishing_again_without_a_change_makes_no_version():
    course = make_course(lessons=1)

    publish_page(course)

    assert CourseVersion.objects.count() == 1


def test_a_lesson_added_to_a_published_course_makes_the_second_version():
    course = make_course(lessons=1)

    make_lesson(course)

    first, second = CourseVersion.objects.order_by("number")
    assert (first.lessons.count(), second.lessons.count()) == (1, 2)
    assert Lesson.objects.count() == 2
    kept = first.lessons.get()
    assert second.lessons.get(lesson=kept.lesson).digest == kept.digest
    assert Job.objects.filter(name="training.apply_version_policy").count() == 1


def test_deleting_the_course_page_keeps_every_record():
    course = make_course(lessons=2)
    enrollment = make_enrollment(CourseVersion.objects.get())

    course.delete()

    enrollment.refresh_from_db()
    assert enrollment.version.lessons.count() == 2
    assert Course.objects.get().page is None
    assert set(Lesson.objects.values_list("page", flat=True)) == {None}
    assert CourseVersion.objects.count() == 1
    assert LessonVersion.objects.filter(kind=LessonKind.ARTICLE).count() == 2


def numbers() -> list[int]:
    return list(CourseVersion.objects.order_by("number").values_list("number", flat=True))


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_a_lesson_that_goes_makes_a_version_without_it(how: str):
    course = make_course(lessons=2)
    lesson = LessonPage.objects.child_of(course).first()

    getattr(lesson, how)()

    assert numbers() == [1, 2]
    assert [version.lessons.count() for version in CourseVersion.objects.order_by("number")] == [2, 1]


def test_a_lesson_moved_to_another_course_begins_anew_there():
    left, joined = make_course(lessons=2), make_course(lessons=1)
    lesson = LessonPage.objects.child_of(left).last()
    key = Lesson.objects.get(page=lesson).key

    lesson.move(joined, pos="last-child")

    counts = {course.title: course.current.lessons.count() for course in Course.objects.all()}
    assert counts == {left.title: 1, joined.title: 2}
    assert Lesson.objects.get(key=key).page is None
    assert Lesson.objects.get(page=lesson).course.page == joined


def test_another_order_is_another_version():
    course = make_course(lessons=2)
    first, second = LessonPage.objects.child_of(course)

    second.move(first, pos="left")

    titles = [row.title for row in CourseVersion.objects.get(number=2).lessons.all()]
    assert titles == [second.title, first.title]


def test_unpublishing_a_course_makes_no_version_and_leaves_study_alone():
    course = make_course(lessons=1)
    enrollment = make_enrollment(CourseVersion.objects.get())

    course.unpublish()

    enrollment.refresh_from_db()
    assert numbers() == [1]
    assert enrollment.state == "active"
    assert not is_open(CoursePage.objects.get(pk=course.pk), at=NOON)


def test_what_is_learned_is_frozen_with_its_time():
    rule = make_rule("示例读本（示例）", "甲" * 300, "乙" * 150, "丙。")
    course = make_course(lessons=0)
    make_lesson(
        course,
        kind=LessonKind.RULE_READING,
        edition=rule.edition,
        first_eid="art-1",
        last_eid="art-2",
        body="",
    )
    make_lesson(course, body=f"<p>{'字' * 1000}</p>", threshold=50)
    make_lesson(course, kind=LessonKind.SESSION, seconds=3600)
    reading, article, session = Course.objects.get().current.lessons.all()

    assert (article.seconds, article.needed_seconds) == (120, 60)  # 500 characters a minute, half of it
    # 456 characters with the labels 第一条 and 第二条, 300 a minute, 90 % of it.
    assert (reading.seconds, reading.needed_seconds) == (92, 83)
    assert reading.content["eids"] == ["art-1", "art-2"]
    assert reading.edition == rule.edition
    assert (session.seconds, session.needed_seconds) == (3600, 0)


def test_the_words_of_an_edition_count_as_what_is_learned():
    rule = make_rule("示例读本（示例）", "甲。", "乙。")
    course = make_course(lessons=0)
    make_lesson(course, kind=LessonKind.RULE_READING, edition=rule.edition, first_eid="art-2")
    edition = EditionPage.objects.get(pk=rule.edition.pk)
    edition.text = edition.text.replace("乙。", "更正后的乙。")
    publish_page(edition)

    publish_page(CoursePage.objects.get(pk=course.pk))

    first, second = (version.lessons.get() for version in CourseVersion.objects.order_by("number"))
    assert first.lesson == second.lesson
    assert first.content["text_digest"] != second.content["text_digest"]


def test_more_electives_than_there_are_cannot_be_asked_for():
    course = make_course(lessons=1, elective_lessons=3)
    make_lesson(course, required=False)

    current = Course.objects.get().current
    assert current.rules["elective_minimum"] == 1
    assert len(current.rules["elective"]) == 1


def test_a_course_page_deleted_while_live_makes_no_version():
    make_course(lessons=3).delete()

    assert numbers() == [1]
