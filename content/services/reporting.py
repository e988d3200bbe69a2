"""Readers' error reports (纠错): taking them in, and dealing with them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import auditing
from content.enums import PublicationAction, ReportState
from content.models import BasePage, ErrorReport
from content.selectors.editing import editable_pages
from content.services.telling import tell_of_report

if TYPE_CHECKING:
    from accounts.models import User


class ReportClosedError(ValidationError):
    """Somebody dealt with the report before."""


@transaction.atomic
def report_error(*, page: BasePage, remark: str, at: datetime, eid: str = "", quote: str = "") -> ErrorReport:
    """Keep what a reader says is wrong and have the editors of the page's unit told, once.

    Nothing is kept of the reader: no account, no address.

    Args:
        page: a page the reader may see.
        eid: the provision the quote stands in, "" where it is none.
    """
    report = ErrorReport.objects.create(
        page_id=page.pk,
        revision_id=page.live_revision_id,
        eid=eid,
        quote=quote,
        remark=remark,
        reported_at=at,
    )
    auditing.record(
        action=PublicationAction.ERROR_REPORTED,
        by=None,
        at=at,
        target=page,
        data={"report": report.pk, "provision": eid},
        actor_label=str(_("读者")),
    )
    tell_of_report(report=report)
    return report


@transaction.atomic
def handle_report(*, report: ErrorReport, state: ReportState, answer: str, by: User, at: datetime) -> None:
    """Close a report: corrected or declined, with a word on it. The page itself is changed by its reviews.

    Raises:
        PermissionDenied: the page is another unit's.
        ReportClosedError: it is closed already.
        ValueError: ``state`` is no way to close a report.
    """
    if state == ReportState.OPEN:
        raise ValueError(state)
    if not editable_pages(by).filter(pk=report.page_id).exists():
        raise PermissionDenied
    kept = ErrorReport.objects.select_for_update().get(pk=report.pk)
    if kept.state != ReportState.OPEN:
        raise ReportClosedError(_("这条纠错已由%(person)s处理。") % {"person": kept.handled_by})
    kept.state, kept.answer, kept.handled_by, kept.handled_at = state, answer, by, at
    kept.save(update_fields=["state", "answer", "handled_by", "handled_at"])
    auditing.record(
        action=PublicationAction.ERROR_HANDLED,
        by=by,
        at=at,
        target=kept.page,
        data={"report": kept.pk, "state": state.value, "answer": answer},
    )
