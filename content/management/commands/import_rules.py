"""Import rule texts in bulk."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from common import clock
from content.services.bulk_importing import FileReport, find_files, import_files
from content.services.structure import ensure_structure


class Command(BaseCommand):
    """``import_rules PATH…``: texts, Markdown and DOCX files or folders of them."""

    help = (
        "Import rule texts (TXT, Markdown, DOCX; folders are searched) and publish them. "
        "Can be run again: what is there already is left alone, a changed text becomes a new revision."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PATH… and the switches."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="check everything, save nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object per file")
        parser.add_argument("--draft", action="store_true", help="save as drafts for the three reviews")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the import and report; ends with an error if a file was refused."""
        try:
            files = find_files(options["paths"])
        except FileNotFoundError as error:
            raise CommandError(f"找不到：{error.args[0]}") from None
        if not files:
            raise CommandError("没有找到可以导入的文件（.txt、.md、.docx）。")
        with transaction.atomic() if options["dry_run"] else nullcontext():
            ensure_structure()
            reports = self._import(files, options)
            if options["dry_run"]:
                transaction.set_rollback(True)
        failed = [report for report in reports if report.error]
        if not options["json"]:
            self._summarize(reports, failed)
        if failed:
            raise CommandError(f"{len(failed)} 个文件没有导入。")

    def _import(self, files: list[Path], options: dict[str, Any]) -> list[FileReport]:
        reports = []
        running = import_files(
            files, at=clock.now(), publish=not options["draft"], dry_run=options["dry_run"]
        )
        for report in tqdm(running, total=len(files), unit="件", file=self.stderr, disable=options["json"]):
            reports.append(report)
            if options["json"]:
                self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        return reports

    def _summarize(self, reports: list[FileReport], failed: list[FileReport]) -> None:
        for report in reports:
            name = Path(report.path).name
            if report.error:
                self.stdout.write(self.style.ERROR(f"{name}：{report.error}"))
                continue
            remarks = f"，{len(report.warnings)} 处提示" if report.warnings else ""
            self.stdout.write(f"{name}：{report.title}，{report.articles} 条，{report.outcome}{remarks}")
            for warning in report.warnings:
                self.stdout.write(f"    第 {warning['line']} 行 {warning['code']} {warning['label']}")
        self.stdout.write(
            self.style.SUCCESS(f"共 {len(reports)} 个文件，成功 {len(reports) - len(failed)} 个。")
        )
