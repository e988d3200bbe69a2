"""Plan the reading of all files that published pages offer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from content.models import BasePage
from content.services.extracting import plan_extraction, read_failed_again


class Command(BaseCommand):
    """Once after an upgrade; files that were read before are not read again."""

    help = "Have the files of all published pages read by the workers"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--failed", action="store_true", help="also those that could not be read before")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        pages = BasePage.objects.filter(live=True).order_by("pk")
        with transaction.atomic():
            if options["failed"]:
                read_failed_again()
            for page in pages.specific(defer=False).iterator(chunk_size=200):
                plan_extraction(page=page)
        self.stdout.write("planned; the workers read them one by one")
