"""Publications that were refused because the text bears a secrecy level."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Revision

from accounts.services import auditing
from content.enums import PublicationAction
from content.models import BasePage
from content.secrecy import secrecy_of

if TYPE_CHECKING:
    from accounts.models import User


def record_refusal(*, page: BasePage, by: User | None, at: datetime, revision_id: int | None = None) -> None:
    """Write the audit row of a refused submission or publication.

    Args:
        by: who tried; None for the calendar.
    """
    data = {"revision": revision_id} if revision_id else {}
    auditing.record(action=PublicationAction.REFUSED, by=by, at=at, target=page, data=data)


@transaction.atomic
def hold_back_secret(*, at: datetime) -> int:
    """Take texts that turned out to be secret off the calendar before their hour is carried out.

    Returns:
        How many were held back; each has its audit row, and the others go out undisturbed.
    """
    held = 0
    for revision in Revision.objects.filter(approved_go_live_at__lte=at).order_by(
        "approved_go_live_at", "pk"
    ):
        page = revision.content_object
        if isinstance(page, BasePage) and secrecy_of(page, revision):
            page.revisions.update(approved_go_live_at=None)
            record_refusal(page=page, by=None, at=at, revision_id=revision.pk)
            held += 1
    return held
