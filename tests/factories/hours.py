"""Invented hours and declarations (示例)."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tests.factories.accounts import NOON
from training.enums import HourBasis, HourCategory, HourSource
from training.models import CreditEntry, OfflineDeclaration
from training.services.declaring import Declared, declare

PDF = b"%PDF-1.4 example"
_numbers = itertools.count(1)


def make_credit(learner: User, hours: str, *, year: int = 2026, **fields: Any) -> CreditEntry:
    """A line of the ledger past the services; online hours by default."""
    number = next(_numbers)
    fields.setdefault("category", HourCategory.ONLINE)
    fields.setdefault(
        "source", HourSource.ONLINE if fields["category"] == HourCategory.ONLINE else HourSource.OFFLINE
    )
    fields.setdefault("on", dt.date(year, 6, 1))
    return CreditEntry.objects.create(
        learner=learner,
        year=year,
        hours=Decimal(hours),
        title=f"示例学习之{number}（示例）",
        key=f"example:{number}",
        at=NOON,
        **fields,
    )


def evidence(name: str = "通知.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def declared(**fields: Any) -> Declared:
    """Two days of training in March 2026."""
    fields.setdefault("title", f"示例培训之{next(_numbers)}（示例）")
    fields.setdefault("organizer", "示例党校")
    fields.setdefault("source", HourSource.OFFLINE)
    fields.setdefault("starts_on", dt.date(2026, 3, 2))
    fields.setdefault("ends_on", dt.date(2026, 3, 3))
    fields.setdefault("measure", HourBasis.DAY)
    fields.setdefault("amount", Decimal(2))
    return Declared(**fields)


def make_declaration(learner: User, **fields: Any) -> OfflineDeclaration:
    """A declaration with one file, waiting for its review."""
    files = fields.pop("files", None) or [evidence(content=PDF + str(next(_numbers)).encode())]
    at = dt.datetime(2026, 4, 1, 9, tzinfo=NOON.tzinfo)
    return declare(learner=learner, declared=declared(**fields), files=files, at=at, today=at.date())
