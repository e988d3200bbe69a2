"""``manage.py import_units PATH…``: bring in the organisation tree from CSV files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.enums import UnitKind
from accounts.resources import ImportReport, import_unit_files
from common import clock


class Command(BaseCommand):
    """Lists of units and of code changes; all files or none. Running it again changes nothing."""

    help = (
        "Import organisation units from CSV files. Columns: code, name and optionally parent_code or "
        "county_code, kind, code_scheme, valid_from, valid_to, predecessor_code; for changes of code: "
        "old_code, old_name, new_code, new_name, first_month… or valid_from. "
        "A folder stands for its CSV files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="report, save nothing")
        parser.add_argument(
            "--kind", choices=UnitKind.values, help="kind of units that do not name their own"
        )
        parser.add_argument("--root-code", default="500000", help="unit that rows without a parent hang on")
        parser.add_argument("--root-name", default="重庆市", help="its name, if it has to be made")

    def handle(self, *_args: Any, **options: Any) -> None:
        files = [(path.name, _content(path)) for path in _expand(options["paths"])]
        report = import_unit_files(
            files,
            by=None,
            at=clock.now(),
            root_code=options["root_code"],
            root_name=options["root_name"],
            kind=UnitKind(options["kind"]) if options["kind"] else None,
            dry_run=options["dry_run"],
        )
        self._print(report, dry_run=options["dry_run"])

    def _print(self, report: ImportReport, *, dry_run: bool) -> None:
        for problem in report.problems:
            place = f"{problem.file} 第{problem.line}行" if problem.line else problem.file
            self.stderr.write(f"{place}：{problem.message}")
        if report.problems:
            raise CommandError(f"共{len(report.problems)}处错误，未保存任何数据。")
        saved = "（试运行，未保存）" if dry_run else ""
        self.stdout.write(
            f"新增{report.created}个，更新{report.updated}个，未变{report.unchanged}个单位{saved}。"
        )


def _expand(paths: list[Path]) -> list[Path]:
    """Files in the order given; those of a folder by name."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not found:
        raise CommandError("没有找到CSV文件。")
    return found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"无法读取文件{path}：{error.strerror}") from error
