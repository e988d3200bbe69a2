"""What the beat starts: regular jobs into the outbox, old rows out of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task

from common import clock, jobs

KEEP_DONE = timedelta(days=3)
KEEP_FAILED = timedelta(days=90)


@shared_task(name="tasks.housekeeping.enqueue_job")
def enqueue_job(*, name: str, **_: Any) -> None:
    """Put a regular job without arguments into the outbox; one that still waits is not doubled."""
    jobs.enqueue(jobs.JobName(name))


@shared_task(name="tasks.housekeeping.prune_jobs")
def prune_jobs(**_: Any) -> None:
    """Delete jobs that ended long ago."""
    now = clock.now()
    jobs.prune(done_before=now - KEEP_DONE, failed_before=now - KEEP_FAILED)
