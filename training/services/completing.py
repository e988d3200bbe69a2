"""Completing lessons and courses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from training.enums import ChangeKind, EnrollmentState, EventKind
from training.models import (
    Completion,
    CourseVersion,
    Enrollment,
    EnrollmentChange,
    LessonProgress,
    LessonVersion,
)
from training.services.activating import count
from training.services.certifying import request_certificates
from training.services.crediting import credit_completion
from training.services.recording import record
from training.services.summarizing import note_changes


@transaction.atomic
def complete_lesson(
    *, enrollment: Enrollment, lesson: LessonVersion, at: dt.datetime, data: dict[str, Any] | None = None
) -> bool:
    """Mark a lesson as learned and, when the rules of the version are met, the course as completed.

    Callers have checked what completes the lesson (credited seconds, a passed paper, attendance).

    Args:
        data: what met the requirement, kept with the event (score, seconds, session).

    Returns:
        Whether this call completed the lesson; False: it was before.

    Side effects:
        An event; with the last lesson a ``Completion``, its event, the counts of the boards.
    """
    rows = Enrollment.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    locked = rows.get(pk=enrollment.pk)
    progress, _created = LessonProgress.objects.get_or_create(
        enrollment=locked, lesson=lesson, defaults={"started_at": at, "last_at": at}
    )
    if progress.completed_at is not None:
        return False
    progress.completed_at = at
    progress.save(update_fields=["completed_at"])
    locked.lessons_done += 1
    locked.save(update_fields=["lessons_done"])
    record(
        key=f"lesson-completed:{locked.pk}:{lesson.pk}",
        kind=EventKind.LESSON_COMPLETED,
        enrollment=locked,
        lesson=lesson,
        at=at,
        data=data,
    )
    complete_course_if_due(enrollment=locked, at=at)
    return True


@transaction.atomic
def complete_course_if_due(*, enrollment: Enrollment, at: dt.datetime) -> Completion | None:
    """Complete the course where the lessons learned meet the rules of the version.

    Args:
        enrollment: locked by the caller.

    Returns:
        The new completion; None where the rules are not met, or the enrollment is not active.
    """
    if enrollment.state != EnrollmentState.ACTIVE:
        return None
    learned = _learned(enrollment)
    if not meets(enrollment.version, set(learned)):
        return None
    completion = Completion.objects.create(
        enrollment=enrollment,
        learner_id=enrollment.learner_id,
        version_id=enrollment.version_id,
        at=at,
        hours=enrollment.version.hours,
        rules=enrollment.version.rules,
        evidence={"lessons": learned},
        digest=enrollment.version.digest,
    )
    credit_completion(completion=completion)
    enrollment.state, enrollment.completed_at = EnrollmentState.COMPLETED, at
    enrollment.save(update_fields=["state", "completed_at"])
    EnrollmentChange.objects.create(enrollment=enrollment, kind=ChangeKind.COMPLETED, at=at)
    record(
        key=f"course-completed:{enrollment.pk}",
        kind=EventKind.COURSE_COMPLETED,
        enrollment=enrollment,
        at=at,
        data={"completion": completion.pk},
    )
    request_certificates()
    note_changes([count(enrollment, enrolled=0, completed=1)])
    return completion


def meets(version: CourseVersion, learned: set[str]) -> bool:
    """Whether these lessons (keys) meet the rules: every required one, and as many electives as asked."""
    required, elective = set(version.rules["required"]), set(version.rules["elective"])
    enough = len(elective & learned) >= version.rules["elective_minimum"]
    return bool(required or elective) and required <= learned and enough


def _learned(enrollment: Enrollment) -> dict[str, str]:
    # Of the version one is bound to: what was learned of an earlier one counts where it was carried over.
    done = LessonProgress.objects.filter(
        enrollment=enrollment, completed_at__isnull=False, lesson__version_id=enrollment.version_id
    )
    rows = done.values_list("lesson__lesson__key", "completed_at")
    return {str(key): completed_at.isoformat() for key, completed_at in rows if completed_at}
