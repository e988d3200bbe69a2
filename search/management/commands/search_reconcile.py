"""Compare the index with what is published and repair the difference."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from common import clock
from search.management.progress import bar
from search.services import reconciling


class Command(BaseCommand):
    """``search_reconcile [--dry-run]``."""

    help = "核对搜索索引与已发布内容，并修复差异。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The switch."""
        parser.add_argument("--dry-run", action="store_true", help="只核对，不修复，也不留记录")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare and print what was found."""
        with bar("核对索引", options) as progress:
            if options["dry_run"]:
                seen = reconciling.look(progress=progress)
                counts = [len(getattr(seen, kind)) for kind in ("missing", "stale", "ghosts", "wrong_access")]
                pages, documents, end = seen.pages, seen.documents, "没有修复"
            else:
                run = reconciling.reconcile(at=clock.now(), progress=progress)
                counts = [run.missing, run.stale, run.ghosts, run.wrong_access]
                pages, documents, end = run.pages, run.documents, f"已修复 {run.repaired} 页"
        words = "缺少 {} 页，过时 {} 页，多余 {} 页，权限不符 {} 页".format(*counts)
        self.stdout.write(f"核对 {pages} 页 {documents} 条：{words}；{end}")
