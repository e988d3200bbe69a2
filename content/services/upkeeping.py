"""Review dates of published pages: reminders, and 复核完成."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import auditing
from content.enums import PublicationAction
from content.models import BasePage, ReviewReminder
from content.selectors.editing import editable_pages
from content.selectors.upkeep import list_unannounced
from content.services.telling import tell_of_due_review

if TYPE_CHECKING:
    from accounts.models import User


class ReviewDateError(ValidationError):
    """The date cannot be the next review date; the message is for the editor."""


@transaction.atomic
def remind_of_due_reviews(*, at: datetime) -> int:
    """Have the editors of each unit told of its pages that are due, once for each page and date.

    Safe to repeat: what was told is in the database, in the transaction that starts the mail.

    Returns:
        How many pages were told of.
    """
    told = 0
    for page, due_on in list_unannounced(on=timezone.localdate(at)):
        reminder, is_new = ReviewReminder.objects.get_or_create(
            page_id=page.pk, due_on=due_on, defaults={"sent_at": at}
        )
        if is_new:
            data = {"review_by": due_on.isoformat()}
            auditing.record(action=PublicationAction.REMINDED, by=None, at=at, target=page, data=data)
            tell_of_due_review(reminder=reminder)
            told += 1
    return told


@transaction.atomic
def complete_review(*, page: BasePage, review_by: date, by: User, at: datetime) -> None:
    """Set a page's next review date: its content was looked at and stays as it is.

    No revision is published for it. The date stands in the revisions as well, and the next publication
    would bring back the old one: so the live one, the latest draft and one on the calendar get the new date.

    Raises:
        PermissionDenied: the page is another unit's.
        ReviewDateError: the date is not after today.
    """
    if not editable_pages(by).filter(pk=page.pk).exists():
        raise PermissionDenied
    if review_by <= timezone.localdate(at):
        raise ReviewDateError({"review_by": _("下次复核日期应当在今天以后。")})
    stored = BasePage.objects.select_for_update().get(pk=page.pk)
    former = stored.review_by
    BasePage.objects.filter(pk=page.pk).update(review_by=review_by)
    current = Q(pk__in=[pk for pk in (stored.live_revision_id, stored.latest_revision_id) if pk])
    for revision in stored.revisions.filter(current | Q(approved_go_live_at__isnull=False)):
        revision.content["review_by"] = review_by.isoformat()
        revision.save(update_fields=["content"])
    auditing.record(
        action=PublicationAction.REVIEW_DATE_SET,
        by=by,
        at=at,
        target=stored,
        data={"from": former.isoformat() if former else "", "to": review_by.isoformat()},
    )
