"""Load the demonstration of training."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from common import clock
from training.services.demonstration import load_training


class Command(BaseCommand):
    """``load_training_demo``: invented courses, quizzes, people and classes, all marked 示例."""

    help = "Load the demonstration of training, after load_demo. What is there is left alone."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and report each step."""
        load_training(at=clock.now(), progress=self._report)

    def _report(self, step: str, count: int) -> None:
        self.stdout.write(f"  {step}：{f'新增 {count}' if count else '已就绪'}")
        self.stdout.flush()
