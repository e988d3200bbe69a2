"""Load the demonstration."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from common import clock
from content.services.demonstration import load_demonstration


class Command(BaseCommand):
    """``load_demo``: invented people, rules, policies and lists, all marked 示例."""

    help = "Load the demonstration content and accounts. Can be run again: what is there is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The switch a server needs."""
        parser.add_argument(
            "--accounts-with-published-password",
            action="store_true",
            help="load it outside development too, although everybody can read the password of its accounts",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load and report each step; refuses on a server unless told otherwise."""
        if not (settings.DEBUG or options["accounts_with_published_password"]):
            raise CommandError(
                "示例账号的密码是公开的，只在开发环境建立。"
                "确需在本服务器上演示的，请加 --accounts-with-published-password。"
            )
        started = time.monotonic()
        load_demonstration(at=clock.now(), progress=self._report)
        self.stdout.write(f"完成，用时 {time.monotonic() - started:.1f} 秒。")
        call_command("demo_accounts", stdout=self.stdout)

    def _report(self, step: str, count: int) -> None:
        self.stdout.write(f"  {step}：{f'新增 {count}' if count else '已就绪'}")
        self.stdout.flush()
