"""Build the search index anew while the old one goes on answering."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from search.services.indexing import rebuild


class Command(BaseCommand):
    help = "重建搜索索引。重建期间原索引继续提供搜索，完成后一次切换。"

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.monotonic()
        with tqdm(desc="重建索引", unit="页", disable=options["verbosity"] == 0) as bar:

            def count(pages: int) -> None:
                bar.update(pages)

            total = rebuild(progress=count)
        if options["verbosity"]:
            self.stdout.write(f"索引已重建：{total} 条，用时 {time.monotonic() - started:.1f} 秒")
