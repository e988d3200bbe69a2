"""From the outbox to the work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import current_app, shared_task

from common import clock, jobs
from common.jobs import JobName
from common.models import Job, JobStatus
from tasks import relay

pytestmark = pytest.mark.django_db


@shared_task(name="tests.explode")
def explode(*, page_id: int, **_: object) -> None:
    raise ValueError(f"page {page_id} cannot be indexed")


def claimed(name: JobName, **kwargs: object) -> Job:
    jobs.enqueue(name, **kwargs)
    job = jobs.claim(at=clock.now())
    assert job is not None
    return job


def test_run_job_records_what_the_work_raised():
    job = claimed(JobName.INDEX_PAGE, page_id=7)
    job.name = "tests.explode"
    relay.run_job(job)
    job.refresh_from_db()
    assert job.status == JobStatus.PENDING
    assert job.last_error.rstrip().endswith("ValueError: page 7 cannot be indexed")


def test_run_job_of_an_unknown_name_waits_for_the_release_that_knows_it():
    job = claimed(JobName.INDEX_PAGE, page_id=7)
    job.name = "search.not_yet_written"
    relay.run_job(job)
    job.refresh_from_db()
    assert job.status == JobStatus.PENDING


def test_run_due_jobs_over_budget_asks_for_another_worker():
    wakes: list[int] = []
    former = jobs.set_waker(lambda: wakes.append(1))
    try:
        for number in range(3):
            jobs.enqueue(JobName.WAGTAIL_TASK, module_path="builtins.len", task_args=[number], task_kwargs={})
        assert relay.run_due_jobs(budget=timedelta(0)) == 1
    finally:
        jobs.set_waker(former)
    assert wakes == [1]


def test_wake_sends_one_message_to_the_queue(settings):
    folder = settings.QUEUE_DIR / "messages"
    before = set(folder.iterdir())
    relay.wake()
    sent = set(folder.iterdir()) - before
    assert len(sent) == 1
    assert b"tasks.relay.drain" in sent.pop().read_bytes()


def test_wake_with_an_unwritable_queue_is_only_logged(caplog):
    with current_app.connection_for_write(transport_options={"data_folder_out": "/proc/none"}) as connection:
        former = jobs.set_waker(lambda: relay.drain.apply_async(connection=connection, retry=False))
        try:
            jobs.wake()
        finally:
            jobs.set_waker(former)
    assert "no wake-up sent" in caplog.text
