"""Saved searches run again: what is new is told, to people who may still read it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from common.jobs import JobName, enqueue, report_progress
from content.selectors.visibility import PUBLIC
from search.enums import FollowEvent
from search.exchange import SearchQuery, day_number
from search.models import FollowNotice, SavedSearch
from search.queries import parse
from search.selectors.engine import ask_engine

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(hours=20)
BATCH = 500
MOST_NEW = 20
FULL = 200  # as many pages as a run looks at; see search.rerunning
MOST_SEEN = 2 * FULL
# Among the pages seen: the search failed before it was ever answered, what it finds first is no news.
NEVER_ANSWERED = 0

# The newest pages that answer the search of an address for a person, None where the engine cannot say.
Run = Callable[["User", str], list[int] | None]


class EngineCannotSayError(Exception):
    """The engine cannot answer now; the job is tried again later."""


def check_saved_searches(*, at: datetime, run: Run, job_id: int = 0) -> int:
    """Run the saved searches that were not run today, 500 at most, then ask for another job if more wait.

    A search that fails while the engine answers others waits until tomorrow and holds nobody up.

    Returns:
        The number of notices.

    Raises:
        EngineCannotSayError: the engine is down; what was run stays run.
    """
    due = SavedSearch.objects.filter(notify=True, user__is_active=True).filter(
        Q(checked_at__isnull=True) | Q(checked_at__lte=at - AGAIN_AFTER)
    )
    batch = list(due.select_related("user").order_by(F("checked_at").asc(nulls_first=True), "pk")[:BATCH])
    told = 0
    for done, saved in enumerate(batch, start=1):
        found = _answer_of(saved, run)
        if found is not None:
            told += _check(saved, found, at)
        elif _engine_answers(at):
            _set_aside(saved, at)
        else:
            raise EngineCannotSayError
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


def _answer_of(saved: SavedSearch, run: Run) -> list[int] | None:
    try:
        return run(saved.user, saved.address)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("saved search %s fails", saved.pk)
        return None


def _engine_answers(at: datetime) -> bool:
    """Whether the engine answers a question that cannot be at fault; it need not find anything."""
    query = SearchQuery(parse("选举"), (PUBLIC,), day_number(timezone.localdate(at)))
    return ask_engine(lambda index: index.totals([query])) is not None


def _set_aside(saved: SavedSearch, at: datetime) -> None:
    logger.error("saved search %s cannot be answered and is left for a day", saved.pk)
    # What is found after a failure is news only beside what was seen before it.
    seen = saved.seen if saved.checked_at else [NEVER_ANSWERED]
    SavedSearch.objects.filter(pk=saved.pk).update(checked_at=at, seen=seen)


@transaction.atomic
def _check(saved: SavedSearch, found: list[int], at: datetime) -> int:
    # Not run before, or not for as long as nobody was to be told: nothing of it is news.
    is_known = saved.checked_at is not None and NEVER_ANSWERED not in saved.seen
    new = new_among(found, saved.seen)[:MOST_NEW] if is_known else []
    # An index that is almost empty for a day must not make news of everything when it is whole again.
    before = [page_id for page_id in saved.seen if page_id != NEVER_ANSWERED]
    seen = list(dict.fromkeys([*found, *before]))[:MOST_SEEN]
    kept = SavedSearch.objects.filter(pk=saved.pk).update(seen=seen, checked_at=at)
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
