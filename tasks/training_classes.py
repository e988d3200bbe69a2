"""Jobs of classes: lists of people."""

from __future__ import annotations

from functools import partial
from typing import Any

from celery import shared_task

from common import clock, jobs
from common.jobs import JobName
from training.resources import enrollment_lists


@shared_task(name=JobName.IMPORT_ENROLLMENTS.value)
def import_enrollments(*, run_id: int, job_id: int = 0, **_: Any) -> dict[str, int]:
    """Check an uploaded list, or enroll the people of a confirmed one."""
    report = partial(_report, job_id)
    return enrollment_lists.work_on_list(run_id=run_id, at=clock.now(), progress=report)


def _report(job_id: int, done: int, total: int) -> None:
    jobs.report_progress(job_id=job_id, done=done, total=total)
