"""Saved searches run again: what is new is told, to people who may still read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from common.jobs import JobName, enqueue, report_progress
from search.enums import FollowEvent
from search.models import FollowNotice, SavedSearch

if TYPE_CHECKING:
    from accounts.models import User

AGAIN_AFTER = timedelta(hours=20)
BATCH = 500
MOST_NEW = 20
FULL = 200  # as many pages as a run looks at; see search.rerunning

# The newest pages that answer the search of an address for a person, None where the engine cannot say.
Run = Callable[["User", str], list[int] | None]


class EngineCannotSayError(Exception):
    """The engine cannot answer now; the job is tried again later."""


def check_saved_searches(*, at: datetime, run: Run, job_id: int = 0) -> int:
    """Run the saved searches that were not run today, 500 at most, then ask for another job if more wait.

    Returns:
        The number of notices.

    Raises:
        EngineCannotSayError: what was run stays run.
    """
    due = SavedSearch.objects.filter(notify=True, user__is_active=True).filter(
        Q(checked_at__isnull=True) | Q(checked_at__lte=at - AGAIN_AFTER)
    )
    batch = list(due.select_related("user").order_by(F("checked_at").asc(nulls_first=True), "pk")[:BATCH])
    told = 0
    for done, saved in enumerate(batch, start=1):
        found = run(saved.user, saved.address)
        if found is None:
            raise EngineCannotSayError
        told += _check(saved, found, at)
        report_progress(job_id=job_id, done=done, total=len(batch))
    if len(batch) == BATCH:
        enqueue(JobName.CHECK_SAVED_SEARCHES)
    return told


def new_among(found: Sequence[int], seen: Sequence[int]) -> list[int]:
    """The pages found that are new, both lists newest first.

    Where as many were seen as are looked at, what comes after the last one seen was there before: another
    page has left the list.
    """
    known = set(seen)
    if len(seen) >= FULL:
        last = max((place for place, page_id in enumerate(found) if page_id in known), default=len(found))
        found = found[:last]
    return [page_id for page_id in found if page_id not in known]


@transaction.atomic
def _check(saved: SavedSearch, found: list[int], at: datetime) -> int:
    # Not run before, or not for as long as nobody was to be told: nothing of it is news.
    new = new_among(found, saved.seen)[:MOST_NEW] if saved.checked_at else []
    kept = SavedSearch.objects.filter(pk=saved.pk).update(seen=found, checked_at=at)
    if not kept:  # removed meanwhile
        return 0
    FollowNotice.objects.bulk_create(
        [
            FollowNotice(
                user_id=saved.user_id,
                event=FollowEvent.SEARCH_HIT,
                page_id=page_id,
                key=str(saved.pk),
                about_id=saved.pk,
                created_at=at,
            )
            for page_id in new
        ],
        ignore_conflicts=True,
    )
    return len(new)
