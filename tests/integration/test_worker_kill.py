"""A worker killed with -9 at any moment loses no job."""

from __future__ import annotations

import random
import time

import pytest
from django.db import transaction

from common.models import Job, JobStatus
from tests.integration.effects import leave_mark
from tests.integration.worker import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

JOBS = 50
KILLS = 3


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
