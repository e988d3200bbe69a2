from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from common import generation


class Command(BaseCommand):
    help = "Have every page made anew: after changes past the portal, such as fixtree or SQL."

    def handle(self, *_args: Any, **_options: Any) -> None:
        generation.bump()
        self.stdout.write("Every process makes its pages anew from now on.")
