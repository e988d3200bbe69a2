"""Web server and worker killed with -9 under load: what was answered is in the database, nothing twice.

`python -m benchmarks.training.kills` runs this with a hundred kills and shows what it prints.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import OrgUnit, User
from common import clock
from common.models import Job, JobStatus
from tests.factories.accounts import make_unit, make_user
from tests.factories.quizzes import make_item, make_paper, make_quiz
from tests.factories.training import make_enrollment, make_version
from tests.integration.learners import Answerer, Watcher
from tests.integration.web import Web
from tests.integration.worker import Worker, wait_until
from training.enums import EventKind, ItemKind, LessonKind
from training.models import AssignmentRun, Completion, Enrollment, LearningEvent
from training.selectors.recounting import find_drift
from training.services import watching
from training.services.assigning import assign
from training.services.reconciling import rebuild

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS = int(os.environ.get("QINGFENG_TEST_KILLS", "3"))
WATCHERS, ANSWERERS, QUESTIONS, ASSIGNED = 6, 2, 10, 20


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A web server that shares the database with the test."""
    server = Web(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def watchers() -> list[Watcher]:
    """People at a video of ten minutes that is completed after five seconds."""
    version = make_version(LessonKind.VIDEO)
    version.lessons.update(needed_seconds=5)
    people = [make_enrollment(version, learner=make_user()) for _number in range(WATCHERS)]
    lesson = version.lessons.get()
    return [
        Watcher(watching.start(enrollment=enrollment, lesson=lesson, at=clock.now()).token)
        for enrollment in people
    ]


@pytest.fixture
def answerers() -> list[Answerer]:
    """People who have not yet started their paper."""
    made = []
    for _number in range(ANSWERERS):
        paper = make_paper(*(make_item(ItemKind.TRUE_FALSE) for _ in range(QUESTIONS)))
        enrollment, lesson = make_quiz(paper, learner=make_user())
        address = reverse("training:paper", args=[enrollment.pk, lesson.pk])
        made.append(Answerer(enrollment.learner, address, QUESTIONS))
    return made


@pytest.fixture
def town() -> OrgUnit:
    """A unit with people to be assigned to courses."""
    unit = make_unit("示例镇")
    for _number in range(ASSIGNED):
        make_user(unit=unit)
    return unit


def test_kills_lose_nothing_that_was_answered_and_double_nothing(
    web: Web, worker: Worker, watchers: list[Watcher], answerers: list[Answerer], town: OrgUnit
) -> None:
    trainer = make_user(Role.TRAINER, unit=town)
    rebuild()  # what the factories made is not counted yet
    stopped, chance = threading.Event(), random.Random(20161101)
    threads = [threading.Thread(target=one.watch, args=(web.port, stopped)) for one in watchers]
    threads += [threading.Thread(target=one.sit, args=(web.port, stopped)) for one in answerers]
    for thread in threads:
        thread.start()
    for _kill in range(KILLS):
        run = _assign(town, trainer)
        job = Job.objects.filter(name="training.assign_people", kwargs={"run_id": run.pk})
        wait_until(job.exclude(status=JobStatus.PENDING).exists, seconds=60, worker=worker)
        time.sleep(chance.random() * 0.2)
        worker.kill()
        web.kill()
        web.start()
        worker.start()
    runs = AssignmentRun.objects.filter(finished_at__isnull=False)
    wait_until(lambda: runs.count() == KILLS, seconds=120, worker=worker)
    time.sleep(6)
    stopped.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    for one in (*watchers, *answerers):
        one.check()
    assert Completion.objects.count() == WATCHERS
    assert LearningEvent.objects.filter(kind=EventKind.LESSON_COMPLETED).count() == WATCHERS
    # The trainer is of the town too.
    assert {run.enrolled for run in runs} == {ASSIGNED + 1}
    assert Enrollment.objects.filter(assignment__isnull=False).count() == KILLS * (ASSIGNED + 1)
    assert find_drift() == []
    beats, answers = sum(one.sequence for one in watchers), sum(one.answers for one in answerers)
    vain = sum(one.repeats for one in (*watchers, *answerers))
    sys.stdout.write(
        f"\n{KILLS} kills of web server and worker: {beats} heartbeats and {answers} answers acknowledged, "
        f"{WATCHERS} completions, {KILLS * (ASSIGNED + 1)} people assigned; {vain} times sent in vain; "
        "0 lost, 0 doubled\n"
    )


def _assign(unit: OrgUnit, trainer: User) -> AssignmentRun:
    return assign(version=make_version(), unit=unit, by=trainer, at=clock.now())
