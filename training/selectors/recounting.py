"""Counting the enrollments again, to prove the figures of the boards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from training.enums import COUNTED, EnrollmentState
from training.models import CompletionCount, CountDelta, Enrollment
from training.models.boards import CELL, NO_DAY, NONE

_CELL = ", ".join(CELL)
# Every enrollment that counts, by cell; parameters: completed, counted states.
TRUTH = f"""SELECT COALESCE(unit_id, {NONE}) AS unit_id, version_id, COALESCE(klass_id, {NONE}) AS klass_id,
    COALESCE(due_on, DATE '{NO_DAY}') AS due_on, COUNT(*) AS enrolled,
    SUM(CASE WHEN state = %s THEN 1 ELSE 0 END) AS completed
    FROM {Enrollment._meta.db_table} WHERE state IN (%s, %s) GROUP BY 1, 2, 3, 4"""  # noqa: S608
COUNTS, DELTAS = CompletionCount._meta.db_table, CountDelta._meta.db_table


@dataclass(frozen=True, slots=True)
class Drift:
    """A cell where the boards say something else than a recount: by how much they say too few."""

    unit_id: int
    version_id: int
    klass_id: int
    due_on: dt.date
    enrolled: int
    completed: int


def truth_parameters() -> list[str]:
    """What ``TRUTH`` is executed with."""
    return [EnrollmentState.COMPLETED.value, *(state.value for state in COUNTED)]


def truth() -> str:
    """``TRUTH`` as this database writes a day."""
    return TRUTH if connection.vendor == "postgresql" else TRUTH.replace("DATE '", "'")


def find_drift() -> list[Drift]:
    """Cells whose counts and unfolded changes are not what a recount gives; none is the proof.

    One statement, hence one state of the database: changes written meanwhile, and a fold, make no difference.
    Two million enrollments take a second or two.
    """
    statement = f"""SELECT {_CELL}, SUM(enrolled), SUM(completed) FROM ({truth()}
        UNION ALL SELECT {_CELL}, -enrolled, -completed FROM {COUNTS}
        UNION ALL SELECT {_CELL}, -enrolled, -completed FROM {DELTAS}) AS both_sides
        GROUP BY {_CELL} HAVING SUM(enrolled) <> 0 OR SUM(completed) <> 0 ORDER BY {_CELL}"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, truth_parameters())
        return [
            Drift(unit, version, klass, _day(due), int(enrolled), int(completed))
            for unit, version, klass, due, enrolled, completed in cursor.fetchall()
        ]


def _day(value: dt.date | str) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
