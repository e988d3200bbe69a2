"""Compare the index with what is published and repair the difference."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search.services.indexing import reconcile


class Command(BaseCommand):
    help = "核对搜索索引与已发布内容，并修复差异。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        drift = reconcile()
        self.stdout.write(f"缺少 {len(drift.missing)} 页，多余 {len(drift.ghosts)} 页，均已修复")
