"""Invented course versions, classes and enrollments (示例) as rows; pages are made by the tests of pages."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from decimal import Decimal
from typing import Any

from accounts.models import OrgUnit, User
from tests.factories.accounts import NOON, make_user
from training.enums import (
    ClassState,
    EnrollmentMode,
    EnrollmentSource,
    EnrollmentState,
    LessonKind,
    VersionPolicy,
)
from training.models import Course, CourseVersion, Enrollment, Lesson, LessonVersion, TrainingClass

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
