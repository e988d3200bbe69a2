"""Keeping the numbers of the boards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountChange:
    """By how much the counted enrollments of one cell changed.

    ``enrolled`` counts active and completed ones, ``completed`` the completed ones. Of a cell (unit, version,
    class, last day) with ``enrolled`` > ``completed`` whose day is over, the difference is overdue.
    """

    unit_id: int | None
    version_id: int
    klass_id: int | None
    due_on: dt.date | None
    enrolled: int
    completed: int


def note_changes(changes: Iterable[CountChange]) -> None:
    """Write changes of the counts, in the caller's transaction; the boards fold them in batches."""
