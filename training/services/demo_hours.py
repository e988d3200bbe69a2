"""Declared hours of the demonstration: one approved, one waiting, one returned; all invented (示例)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from training.enums import HourBasis, HourSource
from training.models import OfflineDeclaration
from training.services.declaring import Declared, approve, declare, send_back

LEARNER, REVIEWER = "demo-reader", "demo-district"
_RANK = "二级主任科员"
# The smallest PDF there is: one empty page. Every declaration has its own.
_PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n% {}\n"
)
# Title, organizer, source, days before, days long, what becomes of it.
_DECLARED = (
    ("乡镇干部能力提升班（示例）", "示例市委党校", HourSource.OFFLINE, 120, 5, "approve"),
    ("换届业务培训（示例）", "示例甲区党校", HourSource.OFFLINE, 20, 2, ""),
    ("外出考察学习（示例）", "示例大学", HourSource.OUT_OF_TOWN, 60, 3, "return"),
)


@transaction.atomic
def load_hours(*, at: dt.datetime) -> int:
    """Declare what is missing for the learner of the demonstration, and review two of them.

    Returns:
        How many declarations are new; 0 where the people of the demonstration are not there.
    """
    people = {person.staff_number: person for person in User.objects.filter(staff_number__startswith="demo-")}
    learner, reviewer = people.get(LEARNER), people.get(REVIEWER)
    if learner is None or reviewer is None:
        return 0
    if not learner.rank:
        learner.rank = _RANK
        learner.save(update_fields=["rank"])
    there = set(OfflineDeclaration.objects.filter(learner=learner).values_list("title", flat=True))
    new = [row for row in _DECLARED if row[0] not in there]
    for row in new:
        _declare(learner, reviewer, row, at)
    return len(new)


def _declare(
    learner: User, reviewer: User, row: tuple[str, str, HourSource, int, int, str], at: dt.datetime
) -> None:
    title, organizer, source, before, length, outcome = row
    today = timezone.localdate(at)
    starts_on = today - dt.timedelta(days=before)
    declared = Declared(
        title=title,
        organizer=organizer,
        source=source,
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=length - 1),
        measure=HourBasis.DAY,
        amount=Decimal(length),
    )
    file = SimpleUploadedFile("培训通知（示例）.pdf", _PDF.format(title).encode())
    declaration = declare(learner=learner, declared=declared, files=[file], at=at, today=today)
    if outcome == "approve":
        approve(declaration=declaration, by=reviewer, at=at)
    elif outcome == "return":
        send_back(declaration=declaration, by=reviewer, at=at, reason="请补交结业证书（示例）")
