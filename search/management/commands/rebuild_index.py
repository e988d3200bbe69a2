"""Build the search index anew while the old one goes on answering."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from search.management.progress import bar
from search.services.indexing import index_since, rebuild


class Command(BaseCommand):
    """``rebuild_index [--since MOMENT]``."""

    help = "重建搜索索引。重建期间原索引继续提供搜索，完成后一次切换。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The switch."""
        parser.add_argument(
            "--since",
            metavar="2026-11-24T08:00",
            help="不重建，只更新此后发布、撤下、移动、删除或者调整访问范围的页面及其下级页面",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Rebuild, or bring up to date, and say how much and how long."""
        since = _moment(options["since"]) if options["since"] else None
        started = time.monotonic()
        with bar("重建索引", options) as progress:
            if since is None:
                words = f"索引已重建：{rebuild(progress=progress)} 条"
            else:
                words = f"索引已更新：{index_since(since=since, progress=progress)} 页"
        if options["verbosity"]:
            self.stdout.write(f"{words}，用时 {time.monotonic() - started:.1f} 秒")


def _moment(text: str) -> datetime:
    try:
        day = parse_date(text)
        moment = datetime.combine(day, datetime.min.time()) if day else parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"不是时间：{text}。请写成 2026-11-24 或者 2026-11-24T08:00。")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
