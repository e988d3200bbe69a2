"""Pages that changed: since a moment by somebody's hand, or between two days by the calendar."""

from __future__ import annotations

from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import DateField, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import AuditEntry
from content.enums import PublicationAction, WithdrawalReason
from content.models import BasePage, EditionPage, PolicyPage, ProhibitionListPage, Withdrawal

_SEEN = (
    PublicationAction.PUBLISHED,
    PublicationAction.UNPUBLISHED,
    PublicationAction.MOVED,
    PublicationAction.RESTRICTED,
    PublicationAction.PAGE_WITHDRAWN,
    PublicationAction.REINSTATED,
)
_AT_ONCE = 50


def list_changed_page_ids(since: datetime) -> set[int]:
    """Pages whose documents may have changed since a moment, and all pages below them.

    From the audit log: published (also copied, imported, by the calendar), taken offline, withdrawn,
    reinstated, moved, restricted or opened, deleted; of an edition all editions of its rule. A page below one
    that was changed is there too, since addresses and access come from above. Not listed: what nobody does
    through the portal (rows changed in the database by hand).
    """
    entries = AuditEntry.objects.filter(at__gte=since)
    targets = entries.filter(action__in=[action.value for action in _SEEN]).exclude(target_id="")
    pages = {
        int(number)
        for number, kind in targets.values_list("target_id", "target_type")
        if kind.startswith("content.") and number.isdecimal()
    }
    pages |= set(BasePage.objects.filter(last_published_at__gte=since).values_list("pk", flat=True))
    deleted = entries.filter(action=PublicationAction.DELETED.value).values_list("data__page_id", flat=True)
    return {*filter(None, deleted), *pages, *_around(pages)}


def list_turning_page_ids(*, after: date, until: date) -> set[int]:
    """Live pages that begin or end to hold after the one day and until the other, that day included.

    Of a rule all its editions: where one begins, the one before ends.
    """
    days = {"gt": after, "lte": until}
    editions: QuerySet[Any] = EditionPage.objects.annotate(
        starts=Coalesce("effective_date", "promulgation_date", output_field=DateField())
    )
    turning = editions.filter(_within("starts", days) | _within("end_date", days), live=True)
    pages = set(turning.values_list("pk", flat=True))
    repealed = Withdrawal.objects.filter(_within("withdrawn_on", days), reason=WithdrawalReason.REPEALED)
    pages |= set(repealed.values_list("page_id", flat=True))
    found = pages | _around(pages)
    found |= set(PolicyPage.objects.filter(_within("signed_date", days)).values_list("pk", flat=True))
    years = {"gte": after.year + 1, "lte": until.year}  # a list begins on the first of January
    found |= set(ProhibitionListPage.objects.filter(_within("year", years)).values_list("pk", flat=True))
    return found


def _within(field: str, bounds: dict[str, Any]) -> Q:
    return Q(**{f"{field}__{sign}": value for sign, value in bounds.items()})


def _around(page_ids: set[int]) -> set[int]:
    """Everything below these pages, and below the rules of editions among them."""
    edition_paths = EditionPage.objects.filter(pk__in=page_ids).values_list("path", flat=True)
    roots = {path[: -BasePage.steplen] for path in edition_paths}
    with_children = BasePage.objects.filter(pk__in=page_ids, numchild__gt=0)
    roots |= set(with_children.values_list("path", flat=True))
    ordered, found = sorted(roots), set[int]()
    for start in range(0, len(ordered), _AT_ONCE):
        below = reduce(or_, (Q(path__startswith=path) for path in ordered[start : start + _AT_ONCE]))
        found |= set(BasePage.objects.filter(below).values_list("pk", flat=True))
    return found
