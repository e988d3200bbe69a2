"""Withdrawn pages that stay readable."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from common import generation, memo
from content.enums import WithdrawalReason
from content.models import BasePage, Withdrawal


@dataclass(frozen=True, slots=True)
class RepealNotice:
    """Since when a page is repealed or without force, and why."""

    on: date
    explanation: str


def get_repeal_notice(page: BasePage) -> RepealNotice | None:
    """The notice a repealed page bears; no query for any other page while nothing changes on the site."""
    if page.pk not in generation.keep("content.repealed", _repealed_ids):
        return None
    # It may have been taken back since the numbers were read.
    withdrawal = Withdrawal.objects.filter(page_id=page.pk, reason=WithdrawalReason.REPEALED).first()
    return RepealNotice(withdrawal.withdrawn_on, withdrawal.explanation) if withdrawal else None


def is_withdrawn(page: BasePage) -> bool:
    """Whether a page was taken offline with a reason; one query for all pages of a request."""
    return page.pk in memo.remember("content.withdrawn", _withdrawn_ids)


def repealed_among(page_ids: Collection[int]) -> dict[int, date]:
    """By page: the day it was marked as repealed; other pages are left out. One query."""
    rows = Withdrawal.objects.filter(page_id__in=page_ids, reason=WithdrawalReason.REPEALED)
    return dict(rows.values_list("page_id", "withdrawn_on"))


def _withdrawn_ids() -> frozenset[int]:
    return frozenset(Withdrawal.objects.values_list("page_id", flat=True))


def _repealed_ids() -> frozenset[int]:
    rows = Withdrawal.objects.filter(reason=WithdrawalReason.REPEALED)
    return frozenset(rows.values_list("page_id", flat=True))
