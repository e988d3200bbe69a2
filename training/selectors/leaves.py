"""Leave from classes against the limit in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.numbers import plain
from training.enums import AttendanceOutcome, EnrollmentState
from training.models import Attendance, ClassSession, Enrollment, LeaveRecord, TrainingClass
from training.selectors.hour_rules import leave_limit


@dataclass(frozen=True, slots=True)
class LeaveStanding:
    """Leave of one person in one class, in hours. ``one_in``: more than the total divided by it is too much.

    ``longest`` is the longest session: one more of it may be what goes beyond the limit.
    """

    enrollment: Enrollment
    total: Decimal
    leave: Decimal
    longest: Decimal
    one_in: int | None
    document: str

    @property
    def limit(self) -> Decimal | None:
        """The most hours of leave there may be; None where no rule limits it."""
        return self.total / self.one_in if self.one_in else None

    @property
    def must_withdraw(self) -> bool:
        """Whether the leave is beyond the limit: compared in whole numbers, a seventh itself is not."""
        return self.one_in is not None and self.total > 0 and self.leave * self.one_in > self.total

    @property
    def is_near(self) -> bool:
        """Whether one more session of leave might be too much."""
        if self.one_in is None or self.must_withdraw or self.leave == 0:
            return False
        return (self.leave + self.longest) * self.one_in > self.total

    @property
    def said(self) -> str:
        """The figures in words, as the reason of a withdrawal keeps them."""
        return _("请假累计 %(leave)s 学时，超过总学时 %(total)s 的 %(one_in)s 分之一（%(document)s）") % {
            "leave": plain(self.leave),
            "total": plain(self.total),
            "one_in": self.one_in,
            "document": self.document,
        }


@dataclass(frozen=True, slots=True)
class Leave:
    """What somebody was on leave from: whole sessions by their keys, and so many hours of others."""

    sessions: frozenset[int] = frozenset()
    single: Decimal = Decimal(0)

    def in_hours(self, timetable: Mapping[int, Decimal]) -> Decimal:
        """All of it, with the hours of each session of the timetable by its key."""
        return sum((timetable.get(pk, Decimal(0)) for pk in self.sessions), self.single)


def leave_of(people: Iterable[int]) -> dict[int, Leave]:
    """The leave of people by their enrollments: the one answer for lists, limit and closing; two queries.

    A session is on leave where the attendance says so, but for leave that was canceled and neither granted
    again nor said again of the session since.
    """
    sessions: dict[int, dict[int, dt.datetime]] = {pk: {} for pk in people}
    single = dict.fromkeys(sessions, Decimal(0))
    marked = Attendance.objects.filter(enrollment__in=list(sessions), outcome=AttendanceOutcome.LEAVE)
    for enrollment_id, session_id, at in marked.values_list("enrollment_id", "session_id", "at"):
        sessions[enrollment_id][session_id] = at
    records = LeaveRecord.objects.filter(enrollment__in=list(sessions)).order_by("pk")
    canceled: dict[tuple[int, int], dt.datetime | None] = {}
    for record in records:
        if record.session_id is not None:
            canceled[record.enrollment_id, record.session_id] = record.canceled_at
        elif record.canceled_at is None:
            single[record.enrollment_id] += record.hours
    for (enrollment_id, session_id), moment in canceled.items():
        said = sessions[enrollment_id].get(session_id)
        if moment is not None and said is not None and said <= moment:
            del sessions[enrollment_id][session_id]
    return {pk: Leave(frozenset(held), single[pk]) for pk, held in sessions.items()}


def leave_standing(enrollment: Enrollment, *, on: dt.date) -> LeaveStanding:
    """One person's leave; five queries."""
    klass = TrainingClass.objects.get(enrollments=enrollment)
    return next(iter(_standings(klass, [enrollment], on)))


def class_leave(klass: TrainingClass, *, on: dt.date) -> list[LeaveStanding]:
    """The leave of everybody who is in a class, most first; five queries."""
    people = Enrollment.objects.filter(klass=klass, state=EnrollmentState.ACTIVE)
    rows = list(people.select_related("learner", "unit").order_by("pk"))
    return sorted(_standings(klass, rows, on), key=lambda row: (-row.leave, row.enrollment.pk))


def leave_records(klass: TrainingClass) -> list[LeaveRecord]:
    """All leave of a class, also canceled, the latest first."""
    rows = LeaveRecord.objects.filter(enrollment__klass=klass)
    return list(rows.select_related("enrollment__learner", "session", "approved_by").order_by("-pk"))


def _standings(klass: TrainingClass, people: Iterable[Enrollment], on: dt.date) -> list[LeaveStanding]:
    people = list(people)
    sessions = dict(ClassSession.objects.filter(klass=klass).values_list("pk", "hours"))
    table = leave_limit(on)
    leave = leave_of(row.pk for row in people)
    return [
        LeaveStanding(
            enrollment=row,
            total=sum(sessions.values(), Decimal(0)),
            leave=leave[row.pk].in_hours(sessions),
            longest=max(sessions.values(), default=Decimal(0)),
            one_in=table.leave_one_in if table is not None else None,
            document=table.document if table is not None else "",
        )
        for row in people
    ]
