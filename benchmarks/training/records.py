"""A course of one lesson and the people in it, for benches that need no more; after Django is set up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from accounts.models import OrgUnit, User
from common import clock
from training.enums import EnrollmentSource, EnrollmentState, LessonKind, VersionPolicy
from training.models import Course, CourseVersion, Enrollment, Lesson, LessonVersion


def make_lesson(kind: LessonKind, *, title: str, unit: OrgUnit | None = None, **fields: Any) -> LessonVersion:
    """The required lesson of a new course's first version.

    Args:
        fields: of the lesson: ``seconds``, ``needed_seconds``, ``content``.
    """
    key = uuid.uuid4()
    course = Course.objects.create(title=title, unit=unit)
    version = CourseVersion.objects.create(
        course=course,
        number=1,
        title=title,
        published_at=clock.now(),
        policy=VersionPolicy.LEAVE,
        rules={"required": [str(key)], "elective": [], "elective_minimum": 0, "pass_score": 60},
        hours=1,
        digest=key.hex,
    )
    return LessonVersion.objects.create(
        version=version,
        lesson=Lesson.objects.create(course=course, key=key),
        position=1,
        kind=kind,
        title=title,
        digest=key.hex,
        **fields,
    )


def enroll_all(people: Iterable[User], version: CourseVersion) -> list[Enrollment]:
    """Active enrollments of these people, written past the services."""
    return Enrollment.objects.bulk_create(
        Enrollment(
            learner=person,
            version=version,
            unit_id=person.unit_id,
            state=EnrollmentState.ACTIVE,
            source=EnrollmentSource.ASSIGNED,
            enrolled_at=clock.now(),
        )
        for person in people
    )
