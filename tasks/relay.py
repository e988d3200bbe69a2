"""From the outbox to the work: take due jobs one by one and run each under its lease."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Any

from celery import current_app, shared_task
from django.db import connection

from common import clock, jobs
from common.models import Job

logger = logging.getLogger(__name__)

# One message works this long at most, then asks for another: a stopping worker is never far from a pause.
BUDGET = timedelta(seconds=5)


@shared_task(name="tasks.relay.drain")
def drain(**_: Any) -> None:
    """Run the jobs that are due."""
    run_due_jobs(budget=BUDGET)


def wake() -> None:
    """Send a worker to the outbox; the waker of ``common.jobs``."""
    drain.apply_async(retry=False)


def run_due_jobs(*, budget: timedelta | None = None) -> int:
    """Run due jobs until none is left or the budget is spent, then wake the next worker.

    Returns:
        How many jobs were tried.
    """
    deadline = monotonic() + budget.total_seconds() if budget is not None else None
    tried = 0
    while (job := jobs.claim(at=clock.now())) is not None:
        run_job(job)
        tried += 1
        if deadline is not None and monotonic() >= deadline:
            jobs.wake()
            break
    return tried


def run_job(job: Job) -> None:
    """Run one claimed job and record how it ended. What the job raises is recorded, not raised."""
    started = monotonic()
    try:
        with _lease_kept(job):
            result = _task(job.name)(**job.kwargs, job_id=job.pk)
    except Exception as error:
        logger.warning("job %s failed", job, exc_info=True)
        jobs.fail(job, error="".join(traceback.format_exception(error)), at=clock.now())
        return
    if jobs.complete(job, at=clock.now(), result=result):
        logger.info("job %s %s: done in %.2f s", job.pk, job.name, monotonic() - started)
    else:
        logger.warning("job %s was finished after its lease ran out", job)


def _task(name: str) -> Any:
    if name not in current_app.tasks:  # outside a worker nobody has imported the task modules yet
        current_app.loader.import_default_modules()
    return current_app.tasks[name]


@contextmanager
def _lease_kept(job: Job) -> Iterator[None]:
    over = threading.Event()
    keeper = threading.Thread(target=_renew_until, args=(job, over), name=f"lease-{job.pk}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _renew_until(job: Job, over: threading.Event) -> None:
    try:
        while not over.wait(jobs.LEASE.total_seconds() / 3):
            try:
                jobs.renew(job, at=clock.now())
            except Exception:
                logger.warning("lease of job %s not renewed", job, exc_info=True)
    finally:
        connection.close()  # this thread's own
