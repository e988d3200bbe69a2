"""Editors' ticks on citations of a text that is no longer in force."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services import auditing
from content.enums import PublicationAction
from content.models import CitationCheck
from content.selectors.citation_checks import list_citations_to_check
from content.selectors.editing import editable_pages

if TYPE_CHECKING:
    from accounts.models import User


class NothingToCheckError(Exception):
    """There is no such citation to be checked, or no longer."""


@transaction.atomic
def check_citation(
    *, source_id: int, edition_id: int, eid: str, by: User, at: datetime, on: date
) -> CitationCheck | None:
    """Record that an editor looked at what a page cites since ``edition_id`` is in force; no text changes.

    Args:
        eid: the cited provision in the former edition, "" for the whole rule.
        on: today, by which the edition in force is found.

    Returns:
        The new tick, or None where somebody had set it before.

    Raises:
        PermissionDenied: the page is another unit's.
        NothingToCheckError: the page cites nothing of the kind.
    """
    if not editable_pages(by).filter(pk=source_id).exists():
        raise PermissionDenied
    if CitationCheck.objects.filter(source=source_id, target_edition=edition_id, target_eid=eid).exists():
        return None
    waiting = list_citations_to_check(by, on=on)
    entry = next(
        (e for e in waiting if (e.source.pk, e.edition.pk, e.cited_eid) == (source_id, edition_id, eid)), None
    )
    if entry is None:
        raise NothingToCheckError(_("这处引用已不需要核对。"))
    check = CitationCheck.objects.create(
        source=entry.source, target_edition=entry.edition, target_eid=eid, checked_by=by, checked_at=at
    )
    auditing.record(
        action=PublicationAction.CITATION_CHECKED,
        by=by,
        at=at,
        target=entry.source,
        data={"edition": edition_id, "provision": eid, "suggestion": entry.suggested_eid},
    )
    return check
