"""Load the search words of the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from common import clock
from search.services.demo_vocabulary import load_search_words


class Command(BaseCommand):
    """``load_demo_search``: common questions and judged queries of the demonstration's rules."""

    help = "Add the demonstration's common questions and judged queries; nothing where its rules are not."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and report."""
        new = load_search_words(at=clock.now())
        self.stdout.write(f"  常见问法、评测问题：{f'新增 {new}' if new else '已就绪'}")
