"""What follows when an enrollment becomes active: its last day, its event, the counts of the boards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from training.enums import COUNTED, EnrollmentState, EventKind
from training.models import CourseVersion, Enrollment, LearningEvent, TrainingClass
from training.services.recording import record_many
from training.services.summarizing import CountChange, note_changes


def due_day(*, version: CourseVersion, klass: TrainingClass | None, at: dt.datetime) -> dt.date | None:
    """The last day to study for who becomes active: the last of the class, or after the study days."""
    if klass is not None:
        return klass.ends_on
    if version.study_days is None:
        return None
    return timezone.localdate(at) + dt.timedelta(days=version.study_days)


def activate(*, enrollments: Sequence[Enrollment], at: dt.datetime) -> None:
    """Save enrollments that were just made active, in the caller's transaction.

    Args:
        enrollments: with version and class loaded; changed already but not saved.

    Side effects:
        Sets the last day where none is given; an event each, the counts.
    """
    for enrollment in enrollments:
        if enrollment.due_on is None:
            enrollment.due_on = due_day(version=enrollment.version, klass=enrollment.klass, at=at)
    fields = ["state", "holds_place", "quota", "due_on", "klass"]
    Enrollment.objects.bulk_update(enrollments, fields, batch_size=500)
    note_active(enrollments=enrollments, at=at)


def note_active(*, enrollments: Sequence[Enrollment], at: dt.datetime) -> None:
    """Events and counts of enrollments that are saved as active; the event is written once for each."""
    events = [
        LearningEvent(key=f"enrolled:{enrollment.pk}", kind=EventKind.ENROLLED, enrollment=enrollment, at=at)
        for enrollment in enrollments
    ]
    record_many(events)
    note_changes([count(enrollment, enrolled=1) for enrollment in enrollments])


def count(enrollment: Enrollment, *, enrolled: int, completed: int = 0) -> CountChange:
    """By how much an enrollment changes the counts of where it counts now."""
    return CountChange(
        unit_id=enrollment.unit_id,
        version_id=enrollment.version_id,
        klass_id=enrollment.klass_id,
        due_on=enrollment.due_on,
        enrolled=enrolled,
        completed=completed,
    )


def change_cell(enrollment: Enrollment, **fields: Any) -> None:
    """Save fields of an enrollment that decide where it counts: unit, version, class, last day.

    Args:
        enrollment: read under a lock in the caller's transaction.

    Side effects:
        It leaves the counts as it was and enters them as it is, where it is counted.
    """
    changes = _counts(enrollment, -1)
    for name, value in fields.items():
        setattr(enrollment, name, value)
    enrollment.save(update_fields=list(fields))
    note_changes([*changes, *_counts(enrollment, 1)])


def _counts(enrollment: Enrollment, sign: int) -> list[CountChange]:
    if enrollment.state not in COUNTED:
        return []
    completed = sign if enrollment.state == EnrollmentState.COMPLETED else 0
    return [count(enrollment, enrolled=sign, completed=completed)]
