"""The completion board: figures of any unit's subtree, equal to a recount at any moment.

Every figure is the sum of the folded counts and of the changes not yet folded, in one statement: what was
committed is on the board, and a fold between two lines of a page makes no difference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from treebeard.mp_tree import MP_Node

from accounts.models import OrgUnit
from accounts.selectors.units import paths_down_to
from training.models import CourseVersion
from training.models.boards import NONE
from training.selectors.recounting import COUNTS, DELTAS

STEP: int = MP_Node.steplen
_UNITS, _VERSIONS = OrgUnit._meta.db_table, CourseVersion._meta.db_table
_UNLISTED = ""  # where the path of a unit stands otherwise


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What is counted: everything, or one course (all its versions), one class, one year of last days."""

    course_id: int | None = None
    klass_id: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Enrollments of some people: ``overdue`` are those not completed whose last day is over."""

    enrolled: int = 0
    completed: int = 0
    overdue: int = 0

    @property
    def rate(self) -> float | None:
        """Completed of enrolled, 0 to 1; None where nobody is enrolled."""
        return self.completed / self.enrolled if self.enrolled else None

    @property
    def percent(self) -> float | None:
        """The rate of 100, with one decimal, rounded down: 100 means everybody."""
        return int(1000 * self.completed / self.enrolled) / 10 if self.enrolled else None

    @property
    def bar(self) -> int:
        """The rate as a length of 100."""
        return int(self.percent or 0)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.enrolled + other.enrolled, self.completed + other.completed, self.overdue + other.overdue
        )


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of the board. Equal rates share a ``place``; None where nobody is enrolled."""

    unit: OrgUnit
    figures: Figures
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A unit with what is directly below it, the best rate first; ``own`` counts for the unit itself.

    ``unlisted`` counts for no unit at all; it is part of the figures of the first root, and of no others.
    """

    unit: OrgUnit
    figures: Figures
    own: Figures
    unlisted: Figures
    lines: list[UnitLine]


def board(unit: OrgUnit, chosen: BoardFilter, *, on: dt.date) -> Board:
    """The figures of a unit, of itself and of each unit below it. Four queries at most, whatever the size.

    Args:
        on: today; who has not completed and had a last day before it is overdue.
    """
    end = len(unit.path) + STEP
    sums = _sums(chosen, on=on, path=unit.path, end=end, unlisted=_holds_unlisted(unit))
    children = list(unit.get_children()) if unit.numchild else []
    lines = [UnitLine(child, sums.get(child.path, Figures())) for child in children]
    shown = [line for line in lines if line.figures.enrolled or line.unit.valid_to is None]
    own, unlisted = sums.get(unit.path, Figures()), sums.get(_UNLISTED, Figures())
    return Board(unit, sum(sums.values(), Figures()), own, unlisted, ranked(shown))


def ranked(lines: Sequence[UnitLine]) -> list[UnitLine]:
    """Lines by rate, the highest first, with their places; units without anybody enrolled at the end."""
    order = sorted(
        lines, key=lambda line: (-(line.figures.rate or 0), -line.figures.enrolled, line.unit.path)
    )
    counted = [line for line in order if line.figures.enrolled]
    placed: list[UnitLine] = []
    for number, line in enumerate(counted, start=1):
        same = bool(placed) and placed[-1].figures.rate == line.figures.rate
        placed.append(replace(line, place=placed[-1].place if same else number))
    return placed + [line for line in order if not line.figures.enrolled]


def figures_by_course(unit: OrgUnit, chosen: BoardFilter, *, on: dt.date) -> dict[int, Figures]:
    """What ``board`` counts for a unit, by course (id). Three queries at most."""
    unlisted = _holds_unlisted(unit)
    inner, parameters = _united(chosen, on=on, path=unit.path, group="version_id", unlisted=unlisted)
    statement = f"""SELECT v.course_id, SUM(s.enrolled), SUM(s.completed), SUM(s.overdue) FROM ({inner}) AS s
        JOIN {_VERSIONS} v ON v.id = s.version_id GROUP BY 1"""  # noqa: S608 - our tables
    return {row[0]: Figures(*map(int, row[1:])) for row in _rows(statement, parameters)}


def figures_by_unit(chosen: BoardFilter, *, on: dt.date, depth: int) -> dict[str, Figures]:
    """What ``board`` counts for all units down to a depth, by path. Two queries."""
    found: dict[str, Figures] = {}
    for below, figures in _sums(chosen, on=on, path="", end=depth * STEP, unlisted=True).items():
        whole = below or _first_root()
        for path in paths_down_to(whole):
            found[path] = found.get(path, Figures()) + figures
    return found


def _first_root() -> str:
    """The path of the unit at whose board stands what belongs to no unit; "" where there are no units."""
    return OrgUnit.objects.filter(depth=1).order_by("path").values_list("path", flat=True).first() or ""


def _holds_unlisted(unit: OrgUnit) -> bool:
    return unit.depth == 1 and unit.path == _first_root()


def _sums(chosen: BoardFilter, *, on: dt.date, path: str, end: int, unlisted: bool) -> dict[str, Figures]:
    """Sums by the first ``end`` characters of the units' paths; ``unlisted`` ones too, as ``_UNLISTED``."""
    inner, parameters = _united(chosen, on=on, path=path, group="unit_id", unlisted=unlisted)
    join, more = ("LEFT JOIN", f"OR s.unit_id = {NONE}") if unlisted else ("JOIN", "")
    statement = f"""SELECT COALESCE(SUBSTR(u.path, 1, %s), '{_UNLISTED}') AS start,
        SUM(s.enrolled), SUM(s.completed), SUM(s.overdue)
        FROM ({inner}) AS s {join} {_UNITS} u ON u.id = s.unit_id
        WHERE u.path >= %s AND u.path < %s {more} GROUP BY 1"""  # noqa: S608 - our tables
    rows = _rows(statement, [end, *parameters, *path_bounds(path)])
    return {row[0]: Figures(*map(int, row[1:])) for row in rows if any(row[1:])}


def _united(
    chosen: BoardFilter, *, on: dt.date, path: str, group: str, unlisted: bool
) -> tuple[str, list[Any]]:
    """Sums of counts and of unfolded changes by ``group``, as SQL, with its parameters."""
    where, values = _conditions(chosen, path, unlisted=unlisted)
    half = f"""SELECT {group}, SUM(enrolled) AS enrolled, SUM(completed) AS completed,
        SUM(CASE WHEN due_on < %s THEN enrolled - completed ELSE 0 END) AS overdue
        FROM {{table}} WHERE {where} GROUP BY {group}"""  # noqa: S608 - our columns
    halves = [half.format(table=table) for table in (COUNTS, DELTAS)]
    return " UNION ALL ".join(halves), [on, *values] * 2


def _conditions(chosen: BoardFilter, path: str, *, unlisted: bool) -> tuple[str, list[Any]]:
    conditions = ["1 = 1" if unlisted else f"unit_id <> {NONE}"]
    values: list[Any] = []
    if not is_everything(path):
        within = f"unit_id IN (SELECT id FROM {_UNITS} WHERE path >= %s AND path < %s)"  # noqa: S608
        conditions.append(f"({within} OR unit_id = {NONE})" if unlisted else within)
        values += path_bounds(path)
    if chosen.course_id is not None:
        conditions.append(f"version_id IN (SELECT id FROM {_VERSIONS} WHERE course_id = %s)")  # noqa: S608
        values.append(chosen.course_id)
    if chosen.klass_id is not None:
        conditions.append("klass_id = %s")
        values.append(chosen.klass_id)
    if chosen.year is not None:
        conditions.append("due_on >= %s AND due_on <= %s")
        values += [dt.date(chosen.year, 1, 1), dt.date(chosen.year, 12, 31)]
    return " AND ".join(conditions), values


def is_everything(path: str) -> bool:
    """Whether a subtree is the whole tree: then nothing is asked of the units, which takes half the time."""
    if len(path) > STEP:
        return False
    return not path or not OrgUnit.objects.filter(depth=1).exclude(path=path).exists()


def path_bounds(path: str) -> tuple[str, str]:
    """The first path of a subtree, and the first after it; "" is the whole tree.

    A range, because SQLite finds no beginnings by an index. Paths are digits and capital letters of equal
    length, which every collation puts into the same order.
    """
    if not path:
        return "", "z"
    digits, number = OrgUnit.alphabet, len(OrgUnit.alphabet)
    for place in range(len(path) - 1, -1, -1):
        value = digits.index(path[place]) + 1
        if value < number:
            return path, path[:place] + digits[value] + digits[0] * (len(path) - place - 1)
    return path, "z"


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
