"""Who was there, and who is still to be decided about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from training.enums import COUNTED, AttendanceFlag, AttendanceOutcome
from training.models import Attendance, ClassSession, Enrollment, TrainingClass
from training.selectors.leaves import Leave, leave_of


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A person on the sheet of one session; without ``attendance`` nothing is recorded.

    ``outcome`` is what closing counts: leave that was canceled is none.
    """

    enrollment: Enrollment
    attendance: Attendance | None
    shared_with: tuple[str, ...] = ()
    outcome: AttendanceOutcome | None = None


@dataclass(frozen=True, slots=True)
class SessionCount:
    """How many of the people in a class are there, and how many are in it."""

    present: int
    total: int
    flagged: int


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's hours of a timetable."""

    total: Decimal
    present: Decimal
    leave: Decimal
    absent: Decimal


def members(klass: TrainingClass) -> QuerySet[Enrollment]:
    """The people in a class: active or completed."""
    return Enrollment.objects.filter(klass=klass, state__in=COUNTED)


def sheet(session: ClassSession) -> list[SheetRow]:
    """Everybody in the class with what is recorded for a session. Two queries, two more where leave is."""
    people = list(members(session.klass).select_related("learner", "unit").order_by("pk"))
    recorded = {row.enrollment_id: row for row in session.attendances.all()}
    names = {person.pk: person.learner.name for person in people}
    by_device: dict[str, list[int]] = {}
    for row in recorded.values():
        if row.device:
            by_device.setdefault(row.device, []).append(row.enrollment_id)
    outcomes = outcomes_of(session.pk, recorded)
    return [
        _row(person, recorded.get(person.pk), by_device, names, outcomes.get(person.pk)) for person in people
    ]


def outcomes_of(session_id: int, recorded: Mapping[int, Attendance]) -> dict[int, AttendanceOutcome]:
    """What the records of a session, by enrollment, count as: who was to be there after leave was absent."""
    leave = leave_of(pk for pk, row in recorded.items() if row.outcome == AttendanceOutcome.LEAVE)
    return {pk: _counted(row.outcome, session_id, leave.get(pk, Leave())) for pk, row in recorded.items()}


def _counted(outcome: str, session_id: int, leave: Leave) -> AttendanceOutcome:
    """What is recorded of a person counts as it stands, but for leave that is not theirs any more."""
    was_canceled = outcome == AttendanceOutcome.LEAVE and session_id not in leave.sessions
    return AttendanceOutcome.ABSENT if was_canceled else AttendanceOutcome(outcome)


def _row(
    person: Enrollment,
    found: Attendance | None,
    by_device: dict[str, list[int]],
    names: dict[int, str],
    outcome: AttendanceOutcome | None,
) -> SheetRow:
    is_shared = found is not None and AttendanceFlag.SHARED_DEVICE in found.flags
    others = by_device.get(found.device, []) if found is not None and is_shared else []
    return SheetRow(
        person, found, tuple(names[pk] for pk in others if pk != person.pk and pk in names), outcome
    )


def count_present(session: ClassSession) -> SessionCount:
    """Two queries."""
    counted = session.attendances.filter(enrollment__state__in=COUNTED).aggregate(
        present=Count("pk", filter=Q(outcome=AttendanceOutcome.PRESENT)),
        devices=Count("device", filter=~Q(device=""), distinct=True),
        marked=Count("pk", filter=~Q(device="")),
    )
    total = members(session.klass).count()
    return SessionCount(counted["present"], total, counted["marked"] - counted["devices"])


def undecided(klass: TrainingClass) -> list[tuple[ClassSession, int]]:
    """The sessions for which something is missing, with the number of people without a record."""
    total = members(klass).count()
    inside = Q(attendances__enrollment__state__in=COUNTED)
    sessions = klass.sessions.annotate(decided=Count("attendances", filter=inside))
    return [(session, total - session.decided) for session in sessions if session.decided < total]


def hours_by_person(klass: TrainingClass) -> dict[int, Hours]:
    """Hours of everybody in a class, by enrollment. Five queries.

    Where the timetable names no hours at all, every session counts as one. Leave of single hours is taken
    from what was attended; who was not there after the leave was canceled was absent.
    """
    sessions = {session.pk: session.hours for session in klass.sessions.all()}
    weights = sessions if any(sessions.values()) else dict.fromkeys(sessions, Decimal(1))
    total = sum(weights.values(), Decimal(0))
    found: dict[int, dict[str, Decimal]] = {
        pk: dict.fromkeys(AttendanceOutcome.values, Decimal(0))
        for pk in members(klass).values_list("pk", flat=True)
    }
    leave = leave_of(found)
    rows = Attendance.objects.filter(session__klass=klass).values_list(
        "enrollment_id", "session_id", "outcome"
    )
    for enrollment_id, session_id, outcome in rows:
        if enrollment_id not in found:
            continue
        said = _counted(outcome, session_id, leave[enrollment_id])
        found[enrollment_id][said] += weights[session_id]
    for enrollment_id, taken in leave.items():
        hours = min(taken.single, found[enrollment_id][AttendanceOutcome.PRESENT])
        found[enrollment_id][AttendanceOutcome.PRESENT] -= hours
        found[enrollment_id][AttendanceOutcome.LEAVE] += hours
    return {
        pk: Hours(
            total,
            hours[AttendanceOutcome.PRESENT],
            hours[AttendanceOutcome.LEAVE],
            hours[AttendanceOutcome.ABSENT],
        )
        for pk, hours in found.items()
    }
