"""Invented course versions, classes and enrollments (示例) as rows; pages are made by the tests of pages."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from accounts.models import OrgUnit, User
from content.models import HomePage, ProhibitionListPage
from tests.factories.accounts import NOON, make_user
from training.enums import (
    ClassState,
    EnrollmentMode,
    EnrollmentSource,
    EnrollmentState,
    LessonKind,
    VersionPolicy,
)
from training.models import (
    Course,
    CourseIndexPage,
    CourseItem,
    CoursePage,
    CourseVersion,
    Enrollment,
    Lesson,
    LessonItem,
    LessonPage,
    LessonVersion,
    TrainingClass,
)

_numbers = itertools.count(1)


def make_version(
    *kinds: LessonKind, course: Course | None = None, unit: OrgUnit | None = None, **fields: Any
) -> CourseVersion:
    """A published version with a required lesson of each kind; ten minutes each, 90 % needed of videos."""
    number = next(_numbers)
    course = course or Course.objects.create(title=f"示例课程之{number}（示例）", unit=unit)
    keys = [uuid.uuid4() for _kind in kinds or (LessonKind.ARTICLE,)]
    fields.setdefault("hours", Decimal("1"))
    fields.setdefault(
        "rules",
        {"required": [str(key) for key in keys], "elective": [], "elective_minimum": 0, "pass_score": 60},
    )
    version = CourseVersion.objects.create(
        course=course,
        number=course.versions.count() + 1,
        title=course.title,
        published_at=NOON,
        policy=VersionPolicy.LEAVE,
        digest=uuid.uuid4().hex,
        **fields,
    )
    for position, (key, kind) in enumerate(zip(keys, kinds or (LessonKind.ARTICLE,), strict=True), start=1):
        lesson = Lesson.objects.create(course=course, key=key)
        timed = kind in (LessonKind.VIDEO, LessonKind.ARTICLE, LessonKind.RULE_READING)
        LessonVersion.objects.create(
            version=version,
            lesson=lesson,
            position=position,
            kind=kind,
            title=f"示例第{position}课",
            seconds=600 if timed else 0,
            needed_seconds=540 if timed else 0,
            hours=Decimal("0.5"),
            digest=uuid.uuid4().hex,
        )
    course.current = version
    course.save(update_fields=["current"])
    return version


def make_class(version: CourseVersion | None = None, *, unit: OrgUnit, **fields: Any) -> TrainingClass:
    """An open class of thirty places in November 2016."""
    fields.setdefault("name", f"示例班之{next(_numbers)}（示例）")
    fields.setdefault("state", ClassState.OPEN)
    fields.setdefault("enrollment_mode", EnrollmentMode.OPEN)
    fields.setdefault("starts_on", dt.date(2016, 11, 7))
    fields.setdefault("ends_on", dt.date(2016, 11, 11))
    fields.setdefault("capacity", 30)
    return TrainingClass.objects.create(version=version or make_version(unit=unit), unit=unit, **fields)


def make_enrollment(
    version: CourseVersion | None = None, *, learner: User | None = None, **fields: Any
) -> Enrollment:
    """An active enrollment without a class, written past the services."""
    learner = learner or make_user()
    fields.setdefault("state", EnrollmentState.ACTIVE)
    fields.setdefault("source", EnrollmentSource.SELF)
    fields.setdefault("enrolled_at", NOON)
    fields.setdefault("unit", learner.unit)
    return Enrollment.objects.create(learner=learner, version=version or make_version(), **fields)


def publish_page(page: Any) -> Any:
    """Publish a page as it stands in memory."""
    page.save_revision().publish(skip_permission_checks=True)
    page.refresh_from_db()
    return page


def make_course(
    title: str = "",
    *,
    lessons: int = 1,
    items: Iterable[tuple[ProhibitionListPage, int]] = (),
    publish: bool = True,
    **fields: Any,
) -> CoursePage:
    """A course with articles as lessons, published in one; the catalogue is made where missing."""
    number = next(_numbers)
    fields.setdefault("slug", f"course-{number}")
    fields.setdefault("issued_on", dt.date(2026, 3, 1))
    page = CoursePage(title=title or f"示例课程之{number}（示例）", live=False, **fields)
    page.items = [CourseItem(target_list=target, target_number=place) for target, place in items]
    make_catalogue().add_child(instance=page)
    for _lesson in range(lessons):
        make_lesson(page)
    page = CoursePage.objects.get(pk=page.pk)  # which knows of its lessons
    return publish_page(page) if publish else page


def make_catalogue() -> CourseIndexPage:
    """The column of courses; there is one."""
    found = CourseIndexPage.objects.first()
    if found is None:
        found = CourseIndexPage(title="培训课程", slug="courses", introduction="示例导语。")
        HomePage.objects.get().add_child(instance=found)
        publish_page(found)
    return found


def make_lesson(
    course: CoursePage,
    title: str = "",
    *,
    items: Iterable[tuple[ProhibitionListPage, int]] = (),
    publish: bool = True,
    **fields: Any,
) -> LessonPage:
    """An article of a course, unless told otherwise."""
    number = next(_numbers)
    fields.setdefault("slug", f"lesson-{number}")
    fields.setdefault("kind", LessonKind.ARTICLE)
    fields.setdefault("body", "<p>示例正文。</p>")
    page = LessonPage(title=title or f"示例课时之{number}（示例）", live=False, **fields)
    page.items = [LessonItem(target_list=target, target_number=place) for target, place in items]
    CoursePage.objects.get(pk=course.pk).add_child(instance=page)
    return publish_page(page) if publish else page
