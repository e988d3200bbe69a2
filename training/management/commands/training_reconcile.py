"""Recount the enrollments, compare with the boards and the places of classes, and repair the difference."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from common import clock
from training.services.reconciling import reconcile, reconcile_places

_SHOWN = 20


class Command(BaseCommand):
    """``training_reconcile [--dry-run]``."""

    help = "重新统计报名和完成人数，与完成情况统计、班次名额核对，并修复差异。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The switch."""
        parser.add_argument("--dry-run", action="store_true", help="只核对，不修复")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare and print what was found."""
        at, repair = clock.now(), not options["dry_run"]
        outcome = reconcile(at=at, repair=repair)
        for cell in outcome.drift[:_SHOWN]:
            self.stdout.write(
                f"单位 {cell.unit_id} 课程版本 {cell.version_id} 班次 {cell.klass_id} 截止 {cell.due_on}："
                f"报名少计 {cell.enrolled}，完成少计 {cell.completed}"
            )
        end = "已修复" if outcome.repaired else "没有修复" if outcome.drift else "与重新统计一致"
        self.stdout.write(f"核对完成：{len(outcome.drift)} 处不符，{end}")
        places = reconcile_places(at=at, repair=repair)
        for place in places[:_SHOWN]:
            whose = f"班次 {place.klass_id} 单位名额 {place.quota_id or '—'}"
            self.stdout.write(f"{whose}：计为 {place.counted}，实占 {place.held}")
        end = "与报名一致" if not places else "已修复" if repair else "没有修复"
        self.stdout.write(f"名额核对完成：{len(places)} 处不符，{end}")
