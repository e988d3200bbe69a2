"""Import of the organisation tree: dry run, errors by row, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export import resources
from import_export.results import Result, RowResult

from accounts.enums import AuditAction, CodeScheme, UnitKind
from accounts.models import OrgUnit, User
from accounts.services import auditing
from accounts.services.unit_directory import UnitDirectory
from accounts.services.unit_rows import COLUMNS, RawRow, UnitFileError, UnitRow, check_row, read_rows

_LINE = "line"


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one line of one file; line 0 is the file as a whole."""

    file: str
    line: int
    message: str


@dataclass(frozen=True)
class ImportReport:
    """Outcome of an import. With problems, nothing was saved."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: tuple[RowProblem, ...] = ()


class OrgUnitResource(resources.ModelResource):
    """Units by their code; parents and predecessors are named by code too.

    Columns: code, name, parent_code (or county_code), kind, code_scheme, valid_from, valid_to,
    predecessor_code; only code and name are needed, and an empty cell leaves a stored value alone.
    """

    class Meta:
        model = OrgUnit
        fields = COLUMNS
        import_id_fields = ("code",)
        use_transactions = True
        skip_diff = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, *, root: OrgUnit | None = None, kind: UnitKind | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.directory = UnitDirectory(root)
        self._checked: UnitRow | None = None
        self._seen: dict[tuple[str, str], int] = {}

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:  # noqa: ARG002
        """Read the tree once, so that a row costs no look-ups."""
        self.directory.reload()
        self._seen.clear()

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        """Check the form of a row and that its code comes once."""
        checked = check_row(row, self.kind)
        line = int(row.get(_LINE) or kwargs["row_number"])
        key = (checked.code, str(checked.valid_to or ""))
        if key in self._seen:
            raise ValidationError({"code": _("代码与第%(line)d行重复。") % {"line": self._seen[key]}})
        self._seen[key] = line
        self._checked = checked

    def get_instance(self, instance_loader: Any, row: dict[str, str]) -> OrgUnit | None:  # noqa: ARG002
        """The stored unit a row speaks of."""
        return self.directory.match(self._row)

    def import_instance(self, instance: OrgUnit, row: dict[str, str], **kwargs: Any) -> None:  # noqa: ARG002
        """Write what the row gives onto the unit."""
        self.directory.fill(instance, self._row)

    def skip_row(self, instance: OrgUnit, *_args: Any, **_kwargs: Any) -> bool:
        """Whether the row says nothing new."""
        return instance.pk is not None and not self.directory.differs(instance, self._row)

    def save_instance(self, instance: OrgUnit, is_create: bool, row: dict[str, str], **kwargs: Any) -> None:  # noqa: ARG002
        """Put the unit at its place in the tree."""
        self.directory.store(instance, self._row)

    @property
    def _row(self) -> UnitRow:
        assert self._checked is not None  # noqa: S101 - before_import_row comes first
        return self._checked


def import_unit_files(
    files: Sequence[tuple[str, bytes]],
    *,
    by: User | None,
    at: dt.datetime,
    root_code: str,
    root_name: str,
    kind: UnitKind | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Bring in lists of units: counties, townships, code changes, each of its own shape.

    Args:
        files: name and content, parents before children.
        root_code: code of the unit that rows without a parent hang on; made if the tree lacks it.
        kind: kind of every unit in the files that does not name its own; else told by the code.
        dry_run: report, save nothing.

    Returns:
        Counts and problems. One problem anywhere and nothing at all is saved.

    Side effects:
        One audit record when something changed.
    """
    with transaction.atomic():
        report = _import_all(files, root=_ensure_root(root_code, root_name), kind=kind)
        if dry_run or report.problems:
            transaction.set_rollback(True)
        elif report.created or report.updated:
            data = {"files": [name for name, _content in files], "created": report.created}
            data["updated"] = report.updated
            auditing.record(action=AuditAction.UNITS_IMPORTED, by=by, at=at, data=data)
    return report


def _import_all(files: Sequence[tuple[str, bytes]], *, root: OrgUnit, kind: UnitKind | None) -> ImportReport:
    resource = OrgUnitResource(root=root, kind=kind)
    total = ImportReport()
    for name, content in files:
        try:
            rows = read_rows(content)
        except UnitFileError as error:
            part = ImportReport(problems=(RowProblem(name, 0, str(error)),))
        else:
            part = _report(name, rows, resource.import_data(_dataset(rows), use_transactions=True))
        total = ImportReport(
            total.created + part.created,
            total.updated + part.updated,
            total.unchanged + part.unchanged,
            (*total.problems, *part.problems),
        )
    return total


def _dataset(rows: Sequence[RawRow]) -> tablib.Dataset:
    dataset = tablib.Dataset(headers=[*COLUMNS, _LINE])
    for row in rows:
        dataset.append([*(row.cells.get(column) or "" for column in COLUMNS), str(row.line)])
    return dataset


def _report(file: str, rows: Sequence[RawRow], result: Result) -> ImportReport:
    problems = [RowProblem(file, 0, str(error.error)) for error in result.base_errors]
    for number, errors in result.row_errors():
        problems += [RowProblem(file, rows[number - 1].line, str(error.error)) for error in errors]
    for invalid in result.invalid_rows:
        messages = [text for texts in invalid.error_dict.values() for text in texts]
        problems.append(RowProblem(file, rows[invalid.number - 1].line, "".join(messages)))
    return ImportReport(
        created=result.totals[RowResult.IMPORT_TYPE_NEW],
        updated=result.totals[RowResult.IMPORT_TYPE_UPDATE],
        unchanged=result.totals[RowResult.IMPORT_TYPE_SKIP],
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def _ensure_root(code: str, name: str) -> OrgUnit:
    existing = OrgUnit.objects.filter(code=code, valid_to__isnull=True).first()
    if existing is not None:
        return existing
    root = OrgUnit(code=code, name=name, kind=UnitKind.CITY, code_scheme=CodeScheme.DIVISION)
    return OrgUnit.add_root(instance=root)
