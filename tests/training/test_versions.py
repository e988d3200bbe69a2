"""Publishing makes versions; records stay when pages go."""

from __future__ import annotations

import pytest

from common.models import Job
from tests.factories.content import make_structure
from tests.factories.training import make_course, make_enrollment, make_lesson, publish
from training.enums import LessonKind
from training.models import Course, CourseVersion, Lesson, LessonVersion

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

    publish(course)

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
