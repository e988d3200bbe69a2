"""How long a text may wait for a review, and how long it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import is_workday

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits for a review: since when, and when it should be done."""

    since: date
    due_on: date
    today: date

    @property
    def days(self) -> int:
        """Calendar days it has waited."""
        return (self.today - self.since).days

    @property
    def is_late(self) -> bool:
        """Whether its day is over."""
        return self.today > self.due_on


def add_working_days(start: date, days: int) -> date:
    """The day that many working days after ``start``.

    Public holidays are free, weekends worked for them are not (国务院办公厅, each year's 节假日安排); in a
    year whose holidays are not announced yet Saturdays and Sundays alone are free.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if _is_working_day(day):
            days -= 1
    return day


def _is_working_day(day: date) -> bool:
    try:
        return bool(is_workday(day))
    except NotImplementedError:  # the year is not in the library's table
        return day.weekday() < _SATURDAY
