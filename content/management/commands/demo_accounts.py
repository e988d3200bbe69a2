"""Say who may sign in to the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from content.services.demo_people import PASSWORD, list_accounts


class Command(BaseCommand):
    """``demo_accounts``: the demonstration accounts of this installation and their password."""

    help = "List the demonstration accounts that exist here, with their password."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print one line per account."""
        accounts = list_accounts()
        if not accounts:
            self.stdout.write("没有示例账号。")
            return
        self.stdout.write(f"示例账号（密码均为 {PASSWORD}）：")
        for account in accounts:
            self.stdout.write(f"  {account.staff_number:<16}{account.role.label}（{account.name}）")
