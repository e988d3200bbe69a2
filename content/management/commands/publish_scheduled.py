"""Wagtail's command, after what must not go out was taken off the calendar."""

from __future__ import annotations

from typing import Any

from wagtail.management.commands.publish_scheduled import Command as WagtailCommand

from common import clock
from content.services.refusing import hold_back_secret


class Command(WagtailCommand):
    """Publish, and take offline, the pages whose time has come."""

    def handle(self, *args: Any, **options: Any) -> None:
        """One secret text must not keep the others from going out, so it is held back first."""
        if not options["dryrun"] and (held := hold_back_secret(at=clock.now())):
            self.stderr.write(f"{held} not published: a secrecy level is set")
        super().handle(*args, **options)
