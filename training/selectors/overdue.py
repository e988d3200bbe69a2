"""Who of a subtree has not completed though the last day is over; paged by key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import OrgUnit
from common.numbers import number
from training.models import Enrollment
from training.querysets import EnrollmentQuerySet
from training.selectors.boards import BoardFilter, is_everything, path_bounds

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class OverduePage:
    """Some people, the longest overdue first; ``after`` asks for the next page, "" where there is none."""

    rows: list[Enrollment]
    after: str


def enrollments_of(chosen: BoardFilter, *, path: str) -> EnrollmentQuerySet:
    """The enrollments that count for a subtree under a filter."""
    first, end = path_bounds(path)
    rows: EnrollmentQuerySet = Enrollment.objects.counted().filter(unit__isnull=False)
    if not is_everything(path):
        rows = rows.filter(unit__in=OrgUnit.objects.order_by().filter(path__gte=first, path__lt=end))
    if chosen.course_id is not None:
        rows = rows.filter(version__course_id=chosen.course_id)
    if chosen.klass_id is not None:
        rows = rows.filter(klass_id=chosen.klass_id)
    if chosen.year is not None:
        year = dt.date(chosen.year, 1, 1), dt.date(chosen.year, 12, 31)
        rows = rows.filter(due_on__range=year)
    return rows


def overdue_page(
    unit: OrgUnit, chosen: BoardFilter, *, on: dt.date, after: str = "", size: int = PER_PAGE
) -> OverduePage:
    """One page of a unit's overdue people. Two queries.

    Args:
        after: ``after`` of the page before; what cannot be read begins at the start.
    """
    rows = enrollments_of(chosen, path=unit.path).overdue(on)
    if (place := _read(after)) is not None:
        day, pk = place
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk), due_on__gte=day)
    found = list(
        rows.select_related("learner", "unit", "version", "klass").order_by("due_on", "pk")[: size + 1]
    )
    more = len(found) > size
    last = found[size - 1] if more else None
    return OverduePage(found[:size], f"{last.due_on:%Y-%m-%d}_{last.pk}" if last and last.due_on else "")


def _read(after: str) -> tuple[dt.date, int] | None:
    day, _underscore, word = after.partition("_")
    key = number(word)
    try:
        return (dt.date.fromisoformat(day), key) if key is not None else None
    except ValueError:
        return None
