"""Keeping the numbers of the boards: changes are noted with what caused them and folded in batches."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from training.models import CompletionCount, CountDelta
from training.models.boards import NO_DAY, NONE

BATCH = 5_000
# Of PostgreSQL's advisory locks, the one of those who change the counts.
_LOCK = 0x51464344
Cell = tuple[int, int, int, dt.date]


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

    @property
    def cell(self) -> Cell:
        """What it changes, as the tables name it."""
        return (self.unit_id or NONE, self.version_id, self.klass_id or NONE, self.due_on or NO_DAY)


def note_changes(changes: Iterable[CountChange]) -> None:
    """Write changes of the counts, in the caller's transaction; the boards fold them in batches.

    A change is one more row, never an update: people who write at the same time do not wait for each other.
    The boards read the rows at once. Changes of the same cell become one row.
    """
    sums: dict[Cell, tuple[int, int]] = {}
    for change in changes:
        enrolled, completed = sums.get(change.cell, (0, 0))
        sums[change.cell] = (enrolled + change.enrolled, completed + change.completed)
    rows = [_delta(cell, *numbers) for cell, numbers in sums.items() if any(numbers)]
    CountDelta.objects.bulk_create(rows, batch_size=BATCH)


def _delta(cell: Cell, enrolled: int, completed: int) -> CountDelta:
    unit_id, version_id, klass_id, due_on = cell
    return CountDelta(
        unit_id=unit_id,
        version_id=version_id,
        klass_id=klass_id,
        due_on=due_on,
        enrolled=enrolled,
        completed=completed,
    )


def fold(*, most: int = 200_000) -> int:
    """Add the noted changes to the counts, in batches of ``BATCH``, each in one transaction.

    Killed at any point, a batch is folded wholly or not at all; run twice at the same time, the second finds
    the first at it and leaves (PostgreSQL), or waits (SQLite).

    Args:
        most: rows after which it ends though there are more.

    Returns:
        How many rows were folded.
    """
    folded = 0
    # A plain look first: with nothing to do, SQLite's write lock is not taken.
    while folded < most and CountDelta.objects.exists() and (number := _fold_batch()):
        folded += number
    return folded


@transaction.atomic
def _fold_batch() -> int:
    if not hold_counts(wait=False):
        return 0
    # A row of lower number may be committed later: what is deleted is named one by one. Yet what comes after
    # another change of the same enrollment has the higher number, so that no count falls below nothing.
    rows = list(CountDelta.objects.order_by("pk")[:BATCH].values_list("pk", *_COLUMNS))
    _fold_rows(rows)
    CountDelta.objects.filter(pk__in=[row[0] for row in rows]).delete()
    return len(rows)


def _fold_rows(rows: list[tuple[Any, ...]]) -> None:
    enrolled: Counter[Cell] = Counter()
    completed: Counter[Cell] = Counter()
    for _pk, unit_id, version_id, klass_id, due_on, more_enrolled, more_completed in rows:
        cell = (unit_id, version_id, klass_id, due_on)
        enrolled[cell] += more_enrolled
        completed[cell] += more_completed
    add_to_counts([(cell, enrolled[cell], completed[cell]) for cell in sorted(enrolled)])


_COLUMNS = ("unit_id", "version_id", "klass_id", "due_on", "enrolled", "completed")


def hold_counts(*, wait: bool) -> bool:
    """Keep others from changing the counts until the caller's transaction ends; readers are not held up.

    SQLite has one writer anyway, which is the caller.

    Returns:
        Whether they are the caller's; with ``wait`` always.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def add_to_counts(changes: list[tuple[Cell, int, int]]) -> None:
    """Add numbers to counts, making the rows that are missing; the caller holds the counts."""
    cells = [CompletionCount(**_delta_fields(cell), enrolled=0, completed=0) for cell, _e, _c in changes]
    # The row first, then the sum: a check looks at what is inserted even where it would only be added.
    CompletionCount.objects.bulk_create(cells, ignore_conflicts=True, batch_size=1_000)
    table = CompletionCount._meta.db_table
    statement = f"""UPDATE {table} SET enrolled = enrolled + %s, completed = completed + %s
        WHERE unit_id = %s AND version_id = %s AND klass_id = %s AND due_on = %s"""  # noqa: S608 - our table
    values = [(enrolled, completed, *cell) for cell, enrolled, completed in changes if enrolled or completed]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _delta_fields(cell: Cell) -> dict[str, int | dt.date]:
    return dict(zip(_COLUMNS, cell, strict=False))
