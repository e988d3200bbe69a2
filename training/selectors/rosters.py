"""The people of a class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from training.enums import ENDED, AttendanceOutcome, EnrollmentState
from training.models import Attendance, Enrollment, TrainingClass
from training.selectors.leaves import leave_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One page: ``after`` is the key behind which the next begins, None where this is the last."""

    people: list[Any]
    after: int | None
    lessons: int
    sessions: int


def roster(klass: TrainingClass, *, state: str = "", query: str = "") -> QuerySet[Any]:
    """The enrollments of a class with learner and unit, and for how many sessions ``present``, ``leave`` and
    ``absent`` are recorded; those that ended only where they are asked for."""
    rows = Enrollment.objects.filter(klass=klass)
    rows = rows.filter(state=state) if state in EnrollmentState.values else rows.exclude(state__in=ENDED)
    if query.strip():
        asked = query.strip()
        rows = rows.filter(Q(learner__name__icontains=asked) | Q(learner__staff_number__istartswith=asked))
    counts = {str(outcome): _counted(outcome) for outcome in AttendanceOutcome}
    rows = rows.select_related("learner", "unit").annotate(**counts)
    return rows.order_by("pk")


def roster_page(
    klass: TrainingClass, *, state: str = "", query: str = "", after: int = 0, size: int = PER_PAGE
) -> RosterPage:
    """People by the order of their enrollment, with ``leave_hours``; six queries however many there are."""
    found = list(roster(klass, state=state, query=query).filter(pk__gt=after)[: size + 1])
    more = len(found) > size
    people = with_leave(klass, found[:size])
    return RosterPage(
        people,
        people[-1].pk if more else None,
        klass.version.lessons.count(),
        klass.sessions.count(),
    )


def with_leave(klass: TrainingClass, people: Iterable[Any]) -> list[Any]:
    """These people with ``leave_hours``, the hours they were on leave; three queries and that for them.

    ``leave`` and ``absent`` become what closing counts: leave that was canceled is none.
    """
    people = list(people)
    timetable = dict(klass.sessions.values_list("pk", "hours"))
    leave = leave_of(person.pk for person in people)
    for person in people:
        taken = leave[person.pk]
        person.leave_hours = taken.in_hours(timetable)
        person.absent += person.leave - len(taken.sessions)
        person.leave = len(taken.sessions)
    return people


def _counted(outcome: AttendanceOutcome) -> Coalesce:
    rows = Attendance.objects.filter(enrollment=OuterRef("pk"), outcome=outcome).order_by()
    number = rows.values("enrollment").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)
