"""What a closed class is credited by: the hours and half days somebody was there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from training.enums import AttendanceOutcome, ClassStanding
from training.models import Attendance, ClassResult, TrainingClass
from training.selectors.leaves import leave_of

HALF_DAY = Decimal("0.5")
_NOON = 12


@dataclass(frozen=True, slots=True)
class Attended:
    """Of one person: hours of the timetable, days in halves, the sessions."""

    enrollment_id: int
    learner_id: int
    hours: Decimal
    days: Decimal
    sessions: tuple[int, ...]


def attended_hours(klass: TrainingClass) -> list[Attended]:
    """Everybody whose result is not that they had to leave; five queries.

    A session counts for the half day it begins in. Sessions without hours on the timetable give none.
    """
    sessions = {row.pk: row for row in klass.sessions.all()}
    present: dict[int, list[int]] = defaultdict(list)
    rows = Attendance.objects.filter(session__klass=klass, outcome=AttendanceOutcome.PRESENT)
    for enrollment_id, session_id in rows.order_by("session_id").values_list("enrollment_id", "session_id"):
        present[enrollment_id].append(session_id)
    results = ClassResult.objects.filter(klass=klass).exclude(standing=ClassStanding.LEFT)
    people = results.order_by("enrollment_id").values_list("enrollment_id", "enrollment__learner_id")
    away = leave_of(enrollment_id for enrollment_id, _learner_id in people)
    found = []
    for enrollment_id, learner_id in people:
        attended = present[enrollment_id]
        hours = sum((sessions[pk].hours for pk in attended), Decimal(0)) - away[enrollment_id].single
        starts = [timezone.localtime(sessions[pk].starts_at) for pk in attended]
        halves = {(start.date(), start.hour < _NOON) for start in starts}
        found.append(
            Attended(
                enrollment_id, learner_id, max(Decimal(0), hours), len(halves) * HALF_DAY, tuple(attended)
            )
        )
    return found
