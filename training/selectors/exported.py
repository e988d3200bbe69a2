"""The lines of an exported list of people, unit by unit in the order of the tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import OrgUnit
from accounts.selectors.units import breadcrumbs
from training.enums import EnrollmentState
from training.models import CourseVersion, ExportRun, TrainingClass
from training.querysets import EnrollmentQuerySet
from training.selectors.boards import BoardFilter, path_bounds
from training.selectors.overdue import enrollments_of

_UNITS_AT_ONCE = 50
_ROWS_AT_ONCE = 1_000
WIDTHS = (36, 12, 14, 16, 20, 32, 28, 10, 12, 12, 12, 8)
Line = list[str]


def headings() -> list[str]:
    """What stands above the columns."""
    return [
        _("单位"),
        _("姓名"),
        _("工号"),
        _("职级"),
        _("职务"),
        _("课程"),
        _("班次"),
        _("状态"),
        _("报名日期"),
        _("截止日期"),
        _("完成日期"),
        _("逾期"),
    ]


def rows_of(run: ExportRun, *, path: str | None = None) -> EnrollmentQuerySet:
    """The enrollments of an export, as they are now; ``path`` instead of the unit's own: another subtree."""
    chosen = BoardFilter(run.course_id, run.klass_id, run.year)
    rows = enrollments_of(chosen, path=run.unit.path if path is None else path)
    return rows.overdue(run.as_of) if run.overdue_only else rows


def lines_of(run: ExportRun) -> Iterator[Line]:
    """The lines, some units at a time: what is in memory does not grow with the list."""
    everywhere = rows_of(run, path="")
    names = _Names()
    for units in _some_units(run.unit.path):
        ways = breadcrumbs(units)
        rows = everywhere.filter(unit_id__in=list(ways)).order_by("unit__path", "pk")
        for row in rows.values_list(*_FIELDS).iterator(chunk_size=_ROWS_AT_ONCE):
            yield _line(row, ways, names, run.as_of)


_FIELDS = (
    "unit_id",
    "learner__name",
    "learner__staff_number",
    "learner__rank",
    "learner__post",
    "version_id",
    "klass_id",
    "state",
    "enrolled_at",
    "due_on",
    "completed_at",
)


def _some_units(path: str) -> Iterator[list[OrgUnit]]:
    first, end = path_bounds(path)
    units = OrgUnit.objects.filter(path__gte=first, path__lt=end).order_by("path")
    rows = units.only("path", "name").iterator(chunk_size=_ROWS_AT_ONCE)
    while some := list(islice(rows, _UNITS_AT_ONCE)):
        yield some


class _Names:
    """Names that are on every line, read once."""

    def __init__(self) -> None:
        self.versions = dict(CourseVersion.objects.values_list("pk", "title"))
        self.classes = dict(TrainingClass.objects.values_list("pk", "name"))
        self.states = {state.value: str(state.label) for state in EnrollmentState}
        self.yes = _("是")


def _line(row: Sequence[object], ways: dict[int, str], names: _Names, on: dt.date) -> Line:
    unit_id, name, number, rank, post, version, klass, state, enrolled, due, completed = row
    late = state == EnrollmentState.ACTIVE.value and isinstance(due, dt.date) and due < on
    return [
        ways[unit_id],  # type: ignore[index]
        str(name),
        str(number),
        str(rank),
        str(post),
        names.versions[version],  # type: ignore[index]
        names.classes.get(klass, ""),  # type: ignore[call-overload]
        names.states[str(state)],
        _day(enrolled),
        str(due or ""),
        _day(completed),
        names.yes if late else "",
    ]


def _day(moment: object) -> str:
    return str(timezone.localtime(moment).date()) if isinstance(moment, dt.datetime) else ""
