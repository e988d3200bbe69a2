"""The job port: how any package starts work that runs later, elsewhere, at least once.

``enqueue`` writes a row in the caller's transaction: a rolled-back publication leaves no job, a committed one
cannot lose it. A waker registered by ``tasks`` is called after the commit; if it fails (broker down) the job
waits for the next beat. A worker takes a job with ``claim``, keeps it with ``renew`` and ends it with
``complete`` or ``fail``. Each run has its own token, so a worker whose lease ran out cannot end a later run.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Least

from common import clock
from common.models import Job, JobStatus

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
MAX_ATTEMPTS = 12
LONGEST_WAIT = timedelta(minutes=10)
_ERROR_LENGTH = 4000


class JobName(models.TextChoices):
    """Every job of the portal; ``tasks`` registers one task under each of these names."""

    INDEX_PAGE = "search.index_page"
    INDEX_PAGES = "search.index_pages"
    INDEX_SUBTREE = "search.index_subtree"
    INDEX_SUBTREE_REST = "search.index_subtree_rest"
    INDEX_TURNING_PAGES = "search.index_turning_pages"
    REMOVE_PAGE = "search.remove_page"
    RECONCILE_INDEX = "search.reconcile"
    TAKE_IN_TRACES = "search.take_in_traces"
    FORGET_TRACES = "search.forget_traces"
    NOTIFY_FOLLOWERS = "search.notify_followers"
    WATCH_RULE_DATES = "search.watch_rule_dates"
    CHECK_SAVED_SEARCHES = "search.check_saved_searches"
    PLAN_DIGESTS = "search.plan_digests"
    SEND_DIGEST = "search.send_digest"
    PUBLISH_SCHEDULED = "content.publish_scheduled"
    REFRESH_RULE = "content.refresh_rule"
    REMIND_REVIEWS = "content.remind_reviews"
    MAKE_PICTURES = "content.make_pictures"
    EXTRACT_ATTACHMENT = "content.extract_attachment"
    ISSUE_CERTIFICATES = "training.issue_certificates"
    PLAN_REMINDERS = "training.plan_reminders"
    MAIL_REMINDERS = "training.mail_reminders"
    SEND_STATEMENTS = "training.send_statements"
    NOTE_RANKS = "training.note_ranks"
    RECONCILE_COUNTS = "training.reconcile_counts"
    EXPORT_LIST = "training.export_list"
    EXPIRE_EXPORTS = "training.expire_exports"
    NOTE_TREND = "training.note_trend"
    IMPORT_ENROLLMENTS = "training.import_enrollments"
    ASSIGN_PEOPLE = "training.assign_people"
    APPLY_VERSION_POLICY = "training.apply_version_policy"
    GRADE_OVERDUE_ATTEMPTS = "training.grade_overdue_attempts"
    WAGTAIL_TASK = "common.wagtail_task"


ARGUMENTS: dict[JobName, frozenset[str]] = {
    JobName.INDEX_PAGE: frozenset({"page_id"}),
    JobName.INDEX_PAGES: frozenset({"page_ids"}),
    JobName.INDEX_SUBTREE: frozenset({"page_id"}),
    JobName.INDEX_SUBTREE_REST: frozenset({"page_id", "after"}),
    JobName.INDEX_TURNING_PAGES: frozenset(),
    JobName.REMOVE_PAGE: frozenset({"page_id"}),
    JobName.RECONCILE_INDEX: frozenset(),
    JobName.TAKE_IN_TRACES: frozenset(),
    JobName.FORGET_TRACES: frozenset(),
    JobName.NOTIFY_FOLLOWERS: frozenset({"page_id", "event", "key"}),
    JobName.WATCH_RULE_DATES: frozenset(),
    JobName.CHECK_SAVED_SEARCHES: frozenset(),
    JobName.PLAN_DIGESTS: frozenset(),
    JobName.SEND_DIGEST: frozenset({"user_id"}),
    JobName.PUBLISH_SCHEDULED: frozenset(),
    JobName.REFRESH_RULE: frozenset({"rule_id"}),
    JobName.REMIND_REVIEWS: frozenset(),
    JobName.MAKE_PICTURES: frozenset({"page_id"}),
    JobName.EXTRACT_ATTACHMENT: frozenset({"document_id"}),
    JobName.ISSUE_CERTIFICATES: frozenset(),
    JobName.PLAN_REMINDERS: frozenset(),
    JobName.MAIL_REMINDERS: frozenset({"learner_id"}),
    JobName.SEND_STATEMENTS: frozenset(),
    JobName.NOTE_RANKS: frozenset(),
    JobName.RECONCILE_COUNTS: frozenset(),
    JobName.EXPORT_LIST: frozenset({"export_id"}),
    JobName.EXPIRE_EXPORTS: frozenset(),
    JobName.NOTE_TREND: frozenset(),
    JobName.IMPORT_ENROLLMENTS: frozenset({"run_id"}),
    JobName.ASSIGN_PEOPLE: frozenset({"run_id"}),
    JobName.APPLY_VERSION_POLICY: frozenset({"version_id"}),
    JobName.GRADE_OVERDUE_ATTEMPTS: frozenset(),
    JobName.WAGTAIL_TASK: frozenset({"module_path", "task_args", "task_kwargs"}),
}

# The index has one writer; in line, its jobs never fight for it and never overtake each other.
_SERIAL_KEYS: dict[str, str] = {
    JobName.INDEX_PAGE: "index",
    JobName.INDEX_PAGES: "index",
    JobName.INDEX_SUBTREE: "index",
    JobName.INDEX_SUBTREE_REST: "index",
    JobName.REMOVE_PAGE: "index",
    # Beside them: it must not hold up a publication, and is not harmed by one (search.services.reconciling).
    JobName.RECONCILE_INDEX: "reconcile",
    # One after another: each finds what the others have left.
    JobName.ISSUE_CERTIFICATES: "certificates",
    JobName.SEND_STATEMENTS: "statements",
}

Waker = Callable[[], object]
_waker: Waker | None = None


def set_waker(waker: Waker | None) -> Waker | None:
    """Register what tells the workers, after a commit, that there is work; returns the former one."""
    global _waker
    former, _waker = _waker, waker
    return former


def enqueue(name: JobName, *, not_before: datetime | None = None, **kwargs: Any) -> Job:
    """Write a job in the caller's transaction and wake the workers after its commit.

    Args:
        name: which job.
        not_before: earliest start; now if absent.
        kwargs: the job's arguments, JSON values, exactly those named in ``ARGUMENTS``.

    Returns:
        The job's row: a new one, or the identical job that was still waiting.

    Raises:
        TypeError: the arguments are not those of this job, or not JSON.
    """
    at = clock.now()
    new = _new_job(name, kwargs, due=not_before or at, at=at)
    with transaction.atomic():
        job = _merge(fingerprint=new.fingerprint, due=new.not_before)
        if job is None:
            new.save()
        if new.not_before <= at:
            _wake_on_commit()
    return job or new


def enqueue_each(name: JobName, each: Iterable[dict[str, Any]]) -> None:
    """Write a job, due at once, for each of many sets of arguments: as ``enqueue``, in a few statements.

    Raises:
        TypeError: some arguments are not those of this job, or not JSON.
    """
    at = clock.now()
    new = {job.fingerprint: job for job in (_new_job(name, kwargs, due=at, at=at) for kwargs in each)}
    if not new:
        return
    with transaction.atomic():
        waiting = _waiting(list(new)).order_by("id").values_list("pk", "fingerprint")
        there = dict(waiting)
        Job.objects.filter(pk__in=there).update(not_before=Least("not_before", models.Value(at)), attempts=0)
        known = set(there.values())
        Job.objects.bulk_create(job for fingerprint, job in new.items() if fingerprint not in known)
        _wake_on_commit()


def _new_job(name: JobName, kwargs: dict[str, Any], *, due: datetime, at: datetime) -> Job:
    name = JobName(name)
    if set(kwargs) != ARGUMENTS[name]:
        raise TypeError(f"{name.value} takes {sorted(ARGUMENTS[name])}, not {sorted(kwargs)}")
    return Job(
        name=name.value,
        kwargs=kwargs,
        fingerprint=_fingerprint(name, kwargs),
        serial_key=_SERIAL_KEYS.get(name),
        not_before=due,
        created_at=at,
    )


def _fingerprint(name: JobName, kwargs: dict[str, Any]) -> str:
    written = json.dumps([name.value, kwargs], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _merge(*, fingerprint: str, due: datetime) -> Job | None:
    """The identical waiting job, if no other transaction holds it."""
    job = _waiting([fingerprint]).order_by("id").first()
    if job is not None:
        job.not_before = min(job.not_before, due)
        job.attempts = 0  # a new cause, a new set of attempts
        job.save(update_fields=["not_before", "attempts"])
    return job


def _waiting(fingerprints: list[str]) -> models.QuerySet[Job]:
    """The waiting jobs of these arguments, locked.

    The row locks keep a worker from starting (and finishing) one before the caller's changes are committed.
    A row somebody else holds is left alone: a second job is harmless, waiting for a stranger's commit is not.
    """
    rows = Job.objects.select_for_update(skip_locked=True)
    return rows.filter(fingerprint__in=fingerprints, status=JobStatus.PENDING)


def _wake_on_commit() -> None:
    # A thousand jobs in one transaction need one wake-up.
    if not any(entry[1] is wake for entry in connection.run_on_commit):
        transaction.on_commit(wake)


def wake() -> None:
    """Tell the workers there is work; a broker that is down is logged, never raised."""
    if _waker is None:
        return
    try:
        _waker()
    except Exception:
        logger.warning("no wake-up sent; the job waits for the next beat", exc_info=True)


def claim(*, at: datetime) -> Job | None:
    """Take the job that has waited longest, with a lease; None if nothing is due.

    Two workers never get the same job. Jobs whose worker died (lease over) become due again first.
    """
    _release_expired(at=at)
    for _attempt in range(3):
        if not _due(at).exists():  # a plain read: an idle worker never takes the write lock
            return None
        try:
            with transaction.atomic():
                job = _due(at).select_for_update(skip_locked=True).first()
                return _start(job, at=at) if job is not None else None
        except IntegrityError:  # another worker took a job of the same serial key in this moment
            continue
    return None


def _due(at: datetime) -> models.QuerySet[Job]:
    busy = Job.objects.filter(status=JobStatus.RUNNING, serial_key__isnull=False).values("serial_key")
    pending = Job.objects.filter(status=JobStatus.PENDING, not_before__lte=at).exclude(serial_key__in=busy)
    return pending.order_by("not_before", "id")


def _start(job: Job, *, at: datetime) -> Job:
    job.status = JobStatus.RUNNING
    job.attempts += 1
    job.started_at = at
    job.claim_token = uuid.uuid4().hex
    job.lease_until = at + LEASE
    job.save(update_fields=["status", "attempts", "started_at", "claim_token", "lease_until"])
    return job


def _release_expired(*, at: datetime) -> None:
    expired = Job.objects.filter(status=JobStatus.RUNNING, lease_until__lte=at)
    for job in expired.order_by("id"):
        logger.warning("job %s lost its worker; it is taken up again", job)
        _end_attempt(job, error=f"attempt {job.attempts}: the worker died", not_before=at, at=at)


def renew(job: Job, *, at: datetime) -> bool:
    """Extend the lease of a running job; False if the job is no longer this worker's."""
    return bool(_own(job).update(lease_until=at + LEASE))


def complete(job: Job, *, at: datetime, result: Any = None) -> bool:
    """Mark the job as done; False if its lease ran out and another worker has it."""
    return bool(
        _own(job).update(
            status=JobStatus.DONE,
            finished_at=at,
            lease_until=None,
            claim_token=None,
            result=result,
            last_error="",
        )
    )


def fail(job: Job, *, error: str, at: datetime) -> bool:
    """Put the job back with a growing pause, or give it up after ``MAX_ATTEMPTS``; False if not ours."""
    return _end_attempt(job, error=error, not_before=at + pause_after(job.attempts), at=at)


def pause_after(attempts: int) -> timedelta:
    """The wait before the next attempt: 2, 4, 8 … seconds, at most ``LONGEST_WAIT``."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_WAIT)


def _end_attempt(job: Job, *, error: str, not_before: datetime, at: datetime) -> bool:
    over = job.attempts >= MAX_ATTEMPTS
    if over:
        logger.error("job %s is given up after %s attempts: %s", job, job.attempts, error)
    return bool(
        _own(job).update(
            status=JobStatus.FAILED if over else JobStatus.PENDING,
            finished_at=at if over else None,
            not_before=not_before,
            lease_until=None,
            claim_token=None,
            last_error=error[-_ERROR_LENGTH:],
        )
    )


def _own(job: Job) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, claim_token=job.claim_token)


def report_progress(*, job_id: int, done: int, total: int) -> None:
    """Record how far a running job is, in units of its own work."""
    Job.objects.filter(pk=job_id, status=JobStatus.RUNNING).update(
        progress_done=min(done, total), progress_total=total
    )


def prune(*, done_before: datetime, failed_before: datetime) -> int:
    """Delete jobs that were done, or given up, before the given times. Returns how many."""
    old = models.Q(status=JobStatus.DONE, finished_at__lt=done_before) | models.Q(
        status=JobStatus.FAILED, finished_at__lt=failed_before
    )
    return Job.objects.filter(old).delete()[0]
