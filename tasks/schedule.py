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
    "forget old jobs": _every(timedelta(hours=1), "tasks.housekeeping.prune_jobs"),
}
