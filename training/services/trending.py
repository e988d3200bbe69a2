"""Keeping the figures of each day for the trend chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import OrgUnit
from training.models import CompletionTrend, Course
from training.models.boards import NONE
from training.selectors.boards import STEP, BoardFilter, Figures, figures_by_unit

KEEP = dt.timedelta(days=3 * 366)
# Villages are 11,000: their days would be four million rows a year, which nobody draws.
DEPTH, DEPTH_BY_COURSE = 3, 2


@transaction.atomic
def note_trend(*, on: dt.date) -> int:
    """Write the day's figures: of city, districts and towns, and of city and districts for each course.

    Run several times a day, the last run counts; a day without a run is a gap. Days older than three years
    are deleted.

    Returns:
        How many rows the day has.
    """
    rows = _rows(figures_by_unit(BoardFilter(), on=on, depth=DEPTH), course_id=NONE, on=on)
    for course_id in Course.objects.filter(current__isnull=False).values_list("pk", flat=True):
        chosen = BoardFilter(course_id=course_id)
        by_path = figures_by_unit(chosen, on=on, depth=DEPTH_BY_COURSE)
        rows += _rows(by_path, course_id=course_id, on=on)
    CompletionTrend.objects.filter(day=on).delete()
    CompletionTrend.objects.filter(day__lt=on - KEEP).delete()
    CompletionTrend.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def _rows(by_path: dict[str, Figures], *, course_id: int, on: dt.date) -> list[CompletionTrend]:
    numbers = _numbers_of(by_path)
    return [
        CompletionTrend(
            day=on,
            unit_id=numbers[path],
            course_id=course_id,
            enrolled=figures.enrolled,
            completed=figures.completed,
            overdue=figures.overdue,
        )
        for path, figures in by_path.items()
        if path in numbers and figures.enrolled
    ]


def _numbers_of(paths: Iterable[str]) -> dict[str, int]:
    longest = max((len(path) for path in paths), default=0) // STEP
    return dict(OrgUnit.objects.filter(depth__lte=longest).values_list("path", "pk"))
