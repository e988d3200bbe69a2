"""When things run by themselves. Intervals only: a restart of the beat never skips a day.

Pure data, read before Django's models are loaded; a test binds every name to a registered task.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any


def _every(interval: timedelta, task: str, **kwargs: str) -> dict[str, Any]:
    # A tick nobody took in time is dropped, the next one does the same work.
    return {
        "task": task,
        "schedule": interval,
        "kwargs": kwargs,
        "options": {"expires": interval.total_seconds()},
    }


SCHEDULE: dict[str, dict[str, Any]] = {
    "take up waiting jobs": _every(timedelta(seconds=2), "tasks.relay.drain"),
    "publish what is due": _every(
        timedelta(minutes=1), "tasks.housekeeping.enqueue_job", name="content.publish_scheduled"
    ),
    # Within hours of midnight: the first run of a day finds what became due, the others nothing.
    "remind of due reviews": _every(
        timedelta(hours=6), "tasks.housekeeping.enqueue_job", name="content.remind_reviews"
    ),
    # Soon after midnight: what ended yesterday no longer ranks as in force.
    "index what begins or ends": _every(
        timedelta(hours=1), "tasks.housekeeping.enqueue_job", name="search.index_turning_pages"
    ),
    "compare index and pages": _every(
        timedelta(hours=6), "tasks.housekeeping.enqueue_job", name="search.reconcile"
    ),
    "take in searches": _every(
        timedelta(minutes=5), "tasks.housekeeping.enqueue_job", name="search.take_in_traces"
    ),
    "forget old searches": _every(
        timedelta(hours=6), "tasks.housekeeping.enqueue_job", name="search.forget_traces"
    ),
    "tell of rules that begin and end": _every(
        timedelta(hours=6), "tasks.housekeeping.enqueue_job", name="search.watch_rule_dates"
    ),
    # More often than a day: each saved search is run once in twenty hours, each mail planned once a day.
    "run saved searches": _every(
        timedelta(hours=3), "tasks.housekeeping.enqueue_job", name="search.check_saved_searches"
    ),
    "plan mail of what is followed": _every(
        timedelta(hours=3), "tasks.housekeeping.enqueue_job", name="search.plan_digests"
    ),
    # In the first hours of a day; the later runs find them given.
    "remind learners": _every(
        timedelta(hours=3), "tasks.housekeeping.enqueue_job", name="training.plan_reminders"
    ),
    "issue certificates": _every(
        timedelta(minutes=10), "tasks.housekeeping.enqueue_job", name="training.issue_certificates"
    ),
    "send learning records": _every(
        timedelta(minutes=1), "tasks.housekeeping.enqueue_job", name="training.send_statements"
    ),
    # Several times a day; each change of rank is recorded once.
    "note changes of rank": _every(
        timedelta(hours=6), "tasks.housekeeping.enqueue_job", name="training.note_ranks"
    ),
    # The boards add up what is not folded yet: late is not wrong, only slower.
    "fold counts of training": _every(timedelta(seconds=2), "tasks.training_boards.fold_counts"),
    "prove counts of training": _every(
        timedelta(hours=6), "tasks.housekeeping.enqueue_job", name="training.reconcile_counts"
    ),
    "note figures of the day": _every(
        timedelta(hours=2), "tasks.housekeeping.enqueue_job", name="training.note_trend"
    ),
    "delete old exports": _every(
        timedelta(hours=2), "tasks.housekeeping.enqueue_job", name="training.expire_exports"
    ),
    "forget old jobs": _every(timedelta(hours=1), "tasks.housekeeping.prune_jobs"),
}
