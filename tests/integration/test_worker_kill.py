"""A worker killed with -9 at any moment loses no job."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction

from common import jobs
from common.models import Job, JobStatus
from tests.integration.effects import leave_mark
from tests.integration.worker import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

JOBS = 50
KILLS = 3


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    """A worker process; nothing wakes it but its own beat."""
    former = jobs.set_waker(None)
    process = Worker(tmp_path)
    process.start()
    yield process
    process.kill()
    jobs.set_waker(former)


def wait_until(done: Callable[[], bool], *, seconds: float, worker: Worker) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, worker.log()[-4000:]
        time.sleep(0.05)


def done_count() -> int:
    return Job.objects.filter(status=JobStatus.DONE).count()


def test_killed_worker_loses_no_job(worker, tmp_path):
    (tmp_path / "marks").mkdir()
    with transaction.atomic():
        for number in range(JOBS):
            leave_mark.enqueue(str(tmp_path), number)
    chance = random.Random(20260601)
    for _kill in range(KILLS):
        target = done_count() + chance.randint(3, 8)
        wait_until(lambda target=target: done_count() >= target, seconds=40, worker=worker)
        time.sleep(chance.random() * 0.1)
        worker.kill()
        worker.start()
    wait_until(lambda: done_count() == JOBS, seconds=60, worker=worker)
    marks = {int(path.name) for path in (tmp_path / "marks").iterdir()}
    assert marks == set(range(JOBS))
    runs = [int(line) for line in (tmp_path / "runs.log").read_text().split()]
    # A kill repeats at most the job the worker held; nothing else runs twice.
    assert JOBS <= len(runs) <= JOBS + KILLS
    assert Job.objects.count() == JOBS
