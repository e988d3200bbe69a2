"""Jobs that change many enrollments."""

from __future__ import annotations

from functools import partial
from typing import Any

from celery import shared_task

from common import clock, jobs
from common.jobs import JobName
from training.services import assigning, revising


@shared_task(name=JobName.ASSIGN_PEOPLE.value)
def assign_people(*, run_id: int, job_id: int = 0, **_: Any) -> int:
    """Enroll the people an assignment means."""
    return assigning.run_assignment(run_id=run_id, at=clock.now(), progress=partial(_report, job_id))


@shared_task(name=JobName.APPLY_VERSION_POLICY.value)
def apply_version_policy(*, version_id: int, job_id: int = 0, **_: Any) -> int:
    """Ask of earlier learners what a new version of a course asks."""
    report = partial(_report, job_id)
    return revising.apply_policy(version_id=version_id, at=clock.now(), progress=report)


def _report(job_id: int, done: int, total: int) -> None:
    jobs.report_progress(job_id=job_id, done=done, total=total)
