"""How long a text may wait for a review, and how long it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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
    """The day that many working days after ``start``; Saturdays and Sundays do not count.

    Public holidays and the working weekends that make up for them are announced anew each year (国务院办公厅)
    and are not known here: a date may come up to a week early around them.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            days -= 1
    return day
