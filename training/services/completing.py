"""Completing lessons and courses; revoking a completion."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from accounts.services.auditing import plain_text
from training.enums import ChangeKind, EnrollmentState, EventKind, TrainingAction
from training.models import (
    Completion,
    CompletionRevocation,
    CourseVersion,
    Enrollment,
    EnrollmentChange,
    LessonProgress,
    LessonVersion,
    TrainingClass,
    UnitQuota,
)
from training.services.recording import record
from training.services.summarizing import CountChange, note_changes


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
    locked = Enrollment.objects.select_for_update().select_related("version").get(pk=enrollment.pk)
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
    _note(enrollment, enrolled=0, completed=1)
    return completion


class RevocationError(ValidationError):
    """A completion that cannot be revoked; the message is for people, nothing was saved."""


@transaction.atomic
def revoke_completion(
    *, completion: Completion, by: User, at: dt.datetime, reason: str
) -> CompletionRevocation:
    """Say that a completion no longer counts. The completion itself stays as it was written.

    The enrollment ends by it: what was learned once was judged once. Who is to take the course again enrolls
    again, with progress that begins at nothing.

    Args:
        by: a trainer in whose subtree the enrollment counts (checked by the caller), not the learner.

    Raises:
        RevocationError: there is no reason, it was revoked before, or it is one's own.

    Side effects:
        A second event, a change of the enrollment, the audit log; the counts of the boards; the place in a
        class is given back.
    """
    reason = plain_text(reason, 200).strip()
    if not reason:
        raise RevocationError(_("请写明撤销的原因。"))
    if completion.learner_id == by.pk:
        raise RevocationError(_("不能撤销本人的完成记录。"))
    enrollment = _locked_with_class(completion.enrollment_id)
    if CompletionRevocation.objects.filter(completion=completion).exists():
        raise RevocationError(_("这条完成记录已经撤销。"))
    revocation = CompletionRevocation.objects.create(completion=completion, at=at, by=by, reason=reason)
    _end_revoked(enrollment, at)
    EnrollmentChange.objects.create(
        enrollment=enrollment, kind=ChangeKind.REVOKED, at=at, by=by, reason=reason
    )
    record(
        key=f"completion-revoked:{completion.pk}",
        kind=EventKind.COMPLETION_REVOKED,
        enrollment=enrollment,
        at=at,
        data={"completion": completion.pk, "reason": reason},
    )
    auditing.record(
        action=TrainingAction.COMPLETION_REVOKED,
        by=by,
        at=at,
        target=completion.learner,
        data={"completion": completion.pk, "course": str(completion.version), "reason": reason},
    )
    return revocation


def _locked_with_class(enrollment_id: int) -> Enrollment:
    """The enrollment, its class locked before it as everywhere."""
    klass_id = Enrollment.objects.values_list("klass_id", flat=True).get(pk=enrollment_id)
    if klass_id is not None:
        TrainingClass.objects.select_for_update(no_key=True).get(pk=klass_id)
    return Enrollment.objects.select_for_update().get(pk=enrollment_id)


def _end_revoked(enrollment: Enrollment, at: dt.datetime) -> None:
    if enrollment.klass is not None and enrollment.holds_place:
        TrainingClass.objects.filter(pk=enrollment.klass.pk).update(taken=F("taken") - 1)
    if enrollment.quota is not None:
        UnitQuota.objects.filter(pk=enrollment.quota.pk).update(taken=F("taken") - 1)
    enrollment.holds_place, enrollment.quota = False, None
    enrollment.state, enrollment.ended_at = EnrollmentState.WITHDRAWN, at
    enrollment.completed_at = None
    enrollment.save(update_fields=["holds_place", "quota", "state", "ended_at", "completed_at"])
    _note(enrollment, enrolled=-1, completed=-1)


def _note(enrollment: Enrollment, *, enrolled: int, completed: int) -> None:
    """Tell the boards."""
    change = CountChange(
        unit_id=enrollment.unit_id,
        version_id=enrollment.version_id,
        klass_id=enrollment.klass_id,
        due_on=enrollment.due_on,
        enrolled=enrolled,
        completed=completed,
    )
    note_changes([change])


def meets(version: CourseVersion, learned: set[str]) -> bool:
    """Whether these lessons (keys) meet the rules: every required one, and as many electives as asked."""
    required, elective = set(version.rules["required"]), set(version.rules["elective"])
    enough = len(elective & learned) >= version.rules["elective_minimum"]
    return bool(required or elective) and required <= learned and enough


def _learned(enrollment: Enrollment) -> dict[str, str]:
    done = LessonProgress.objects.filter(enrollment=enrollment, completed_at__isnull=False)
    rows = done.values_list("lesson__lesson__key", "completed_at")
    return {str(key): completed_at.isoformat() for key, completed_at in rows if completed_at}
