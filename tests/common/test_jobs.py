"""The outbox: what a transaction promises, and who may run a job when."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from common import clock, jobs
from common.jobs import JobName
from common.models import Job, JobStatus

pytestmark = pytest.mark.django_db

LATER = timedelta(seconds=1)


@pytest.fixture
def wakes() -> Iterator[list[str]]:
    """One entry for each wake-up."""
    seen: list[str] = []
    former = jobs.set_waker(lambda: seen.append("wake"))
    yield seen
    jobs.set_waker(former)


def soon() -> datetime:
    return clock.now() + LATER


def enqueue_and_fail(page_id: int) -> None:
    with transaction.atomic():
        jobs.enqueue(JobName.INDEX_PAGE, page_id=page_id)
        raise ZeroDivisionError


def test_enqueue_rolled_back_leaves_no_job_and_no_wake_up(wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        enqueue_and_fail(1)
    assert not Job.objects.exists()
    assert wakes == []


def test_enqueue_wakes_once_for_many_jobs_of_a_transaction(wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for page_id in range(5):
            jobs.enqueue(JobName.INDEX_PAGE, page_id=page_id)
    assert Job.objects.filter(status=JobStatus.PENDING).count() == 5
    assert wakes == ["wake"]


def test_enqueue_after_a_rolled_back_savepoint_still_wakes(wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError):
            enqueue_and_fail(1)
        jobs.enqueue(JobName.INDEX_PAGE, page_id=2)
    assert [job.kwargs for job in Job.objects.all()] == [{"page_id": 2}]
    assert wakes == ["wake"]


def test_enqueue_survives_a_broker_that_is_down(caplog, django_capture_on_commit_callbacks):
    def refuse() -> None:
        raise ConnectionRefusedError("broker down")

    former = jobs.set_waker(refuse)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    finally:
        jobs.set_waker(former)
    assert "no wake-up sent" in caplog.text
    assert jobs.claim(at=soon()) == job


def test_enqueue_merges_identical_waiting_jobs():
    first = jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    assert jobs.enqueue(JobName.INDEX_PAGE, page_id=1) == first
    assert jobs.enqueue(JobName.INDEX_PAGE, page_id=2) != first
    assert jobs.enqueue(JobName.REMOVE_PAGE, page_id=1) != first
    assert Job.objects.count() == 3


def test_enqueue_does_not_merge_into_a_running_job():
    jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    running = jobs.claim(at=soon())
    again = jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    assert again != running
    assert again.status == JobStatus.PENDING


def test_enqueue_merged_into_a_paused_job_brings_it_forward():
    job = jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    claimed = jobs.claim(at=soon())
    assert claimed is not None
    jobs.fail(claimed, error="no disk", at=soon() + timedelta(hours=1))
    assert jobs.claim(at=soon()) is None
    assert jobs.enqueue(JobName.INDEX_PAGE, page_id=1) == job
    again = jobs.claim(at=soon())
    assert again is not None
    assert again.attempts == 1


def test_enqueue_later_waits_for_its_time(wakes, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue(JobName.INDEX_PAGE, page_id=1, not_before=soon() + timedelta(hours=1))
    assert wakes == []
    assert jobs.claim(at=soon()) is None
    assert jobs.claim(at=soon() + timedelta(hours=2)) is not None


@pytest.mark.parametrize("kwargs", [{}, {"page": 1}, {"page_id": 1, "extra": 2}, {"page_id": object()}])
def test_enqueue_refuses_wrong_arguments(kwargs):
    with pytest.raises(TypeError):
        jobs.enqueue(JobName.INDEX_PAGE, **kwargs)
    assert not Job.objects.exists()


def test_enqueue_each_writes_merges_and_wakes_as_enqueue_does(
    wakes, django_capture_on_commit_callbacks, django_assert_num_queries
):
    paused = jobs.enqueue(JobName.INDEX_PAGE, page_id=1, not_before=clock.now() + timedelta(hours=1))
    Job.objects.update(attempts=5)
    # A savepoint and its end, who waits, those brought forward, the new ones.
    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(5):
        jobs.enqueue_each(JobName.INDEX_PAGE, ({"page_id": page_id} for page_id in (1, 2, 3, 2)))
    first, *others = Job.objects.order_by("pk")
    assert (first.pk, first.attempts) == (paused.pk, 0)
    assert first.not_before <= clock.now()
    assert [(job.kwargs, job.serial_key) for job in others] == [
        ({"page_id": 2}, "index"), ({"page_id": 3}, "index"),
    ]  # fmt: skip
    assert jobs.enqueue(JobName.INDEX_PAGE, page_id=3).pk == others[1].pk
    assert wakes == ["wake"]
    with pytest.raises(TypeError):
        jobs.enqueue_each(JobName.INDEX_PAGE, [{"page_id": 4}, {"page": 5}])
    assert Job.objects.count() == 3


def test_claim_takes_the_longest_waiting_first():
    early = jobs.enqueue(JobName.PUBLISH_SCHEDULED)
    jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    assert jobs.claim(at=soon()) == early


def test_claim_runs_index_jobs_one_after_another():
    jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    jobs.enqueue(JobName.REMOVE_PAGE, page_id=2)
    other = jobs.enqueue(JobName.PUBLISH_SCHEDULED)
    first = jobs.claim(at=soon())
    assert first is not None
    assert jobs.claim(at=soon()) == other  # the second index job waits, other work does not
    assert jobs.claim(at=soon()) is None
    jobs.complete(first, at=soon())
    second = jobs.claim(at=soon())
    assert second is not None
    assert second.name == JobName.REMOVE_PAGE


def test_claim_takes_up_a_job_whose_worker_died():
    jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    at = soon()
    dead = jobs.claim(at=at)
    assert dead is not None
    assert jobs.claim(at=at + jobs.LEASE - LATER) is None
    again = jobs.claim(at=at + jobs.LEASE)
    assert again == dead
    assert again is not None
    assert again.attempts == 2
    assert again.claim_token != dead.claim_token


def test_renew_keeps_a_long_job():
    jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    at = soon()
    job = jobs.claim(at=at)
    assert job is not None
    assert jobs.renew(job, at=at + jobs.LEASE / 2)
    assert jobs.claim(at=at + jobs.LEASE) is None
    assert jobs.claim(at=at + 2 * jobs.LEASE) is not None


def test_a_worker_that_lost_its_lease_changes_nothing():
    jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    at = soon()
    slow = jobs.claim(at=at)
    other = jobs.claim(at=at + jobs.LEASE)
    assert slow is not None
    assert other is not None
    assert not jobs.complete(slow, at=at)
    assert not jobs.fail(slow, error="late", at=at)
    assert not jobs.renew(slow, at=at)
    assert jobs.complete(other, at=at)


def test_fail_pauses_longer_each_time_then_gives_up():
    jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    at, pauses = soon(), []
    for _attempt in range(jobs.MAX_ATTEMPTS):
        job = jobs.claim(at=at)
        assert job is not None
        assert jobs.fail(job, error="the disk is full", at=at)
        job.refresh_from_db()
        pauses.append(job.not_before - at)
        at = job.not_before
    assert pauses[:4] == [timedelta(seconds=2**power) for power in range(1, 5)]
    assert pauses == sorted(pauses)
    assert max(pauses) == jobs.LONGEST_WAIT
    assert (job.status, job.last_error) == (JobStatus.FAILED, "the disk is full")
    assert jobs.claim(at=at + timedelta(days=1)) is None


def test_a_job_that_kills_its_workers_is_given_up():
    jobs.enqueue(JobName.INDEX_PAGE, page_id=1)
    at = soon()
    for _attempt in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim(at=at) is not None
        at += jobs.LEASE
    assert jobs.claim(at=at) is None
    assert Job.objects.get().status == JobStatus.FAILED


def test_complete_keeps_the_result():
    jobs.enqueue(JobName.PUBLISH_SCHEDULED)
    job = jobs.claim(at=soon())
    assert job is not None
    jobs.report_progress(job_id=job.pk, done=3, total=10)
    assert jobs.complete(job, at=soon(), result={"pages": 3})
    job.refresh_from_db()
    assert (job.status, job.result, job.progress_done, job.progress_total) == ("done", {"pages": 3}, 3, 10)


def test_prune_deletes_only_what_ended_long_ago():
    at = datetime(2026, 6, 1, tzinfo=UTC)
    for status, age in (("done", 5), ("done", 1), ("failed", 5), ("failed", 100), ("pending", 100)):
        ended = at - timedelta(days=age)
        Job.objects.create(
            name=JobName.PUBLISH_SCHEDULED,
            status=status,
            fingerprint="x",
            not_before=ended,
            created_at=ended,
            finished_at=None if status == "pending" else ended,
        )
    assert jobs.prune(done_before=at - timedelta(days=3), failed_before=at - timedelta(days=90)) == 2
    assert Job.objects.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "lost"},
        {"status": "running"},
        {"lease_until": datetime(2026, 1, 1, tzinfo=UTC)},
        {"status": "done"},
        {"finished_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"progress_done": 2, "progress_total": 1},
    ],
)
def test_the_database_refuses_an_impossible_job(wrong):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(name="x", fingerprint="x", not_before=at, created_at=at, **wrong)


def test_the_database_refuses_two_running_jobs_of_one_serial_key():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    running = {"status": "running", "lease_until": at, "claim_token": "t", "serial_key": "index"}
    Job.objects.create(name="x", fingerprint="x", not_before=at, created_at=at, **running)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(name="y", fingerprint="y", not_before=at, created_at=at, **running)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_get_the_same_job():
    for page in range(20):
        jobs.enqueue(JobName.WAGTAIL_TASK, module_path="m", task_args=[page], task_kwargs={})
        jobs.enqueue(JobName.INDEX_PAGE, page_id=page)
    taken: list[tuple[int, str]] = []
    index_running: list[int] = []
    most_index_running: list[int] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        misses = 0
        while misses < 20:
            job = jobs.claim(at=clock.now())
            if job is None:
                misses += 1
                continue
            if job.serial_key:
                index_running.append(job.pk)
                most_index_running.append(len(index_running))
                index_running.remove(job.pk)
            taken.append((job.pk, job.name))
            jobs.complete(job, at=clock.now())
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 40
    assert max(most_index_running) == 1
    assert not Job.objects.exclude(status=JobStatus.DONE).exists()


def test_claim_on_an_empty_outbox_only_reads(django_assert_num_queries):
    with django_assert_num_queries(2) as queries:
        assert jobs.claim(at=clock.now()) is None
    assert all(query["sql"].startswith("SELECT") for query in queries)
