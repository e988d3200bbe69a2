"""Every job has its task, every task its job, and they agree on the arguments."""

from __future__ import annotations

import inspect

import pytest

from common import jobs
from common.jobs import JobName
from portal.celery import app
from tasks.schedule import SCHEDULE


@pytest.fixture(scope="module", autouse=True)
def _tasks_imported() -> None:
    app.loader.import_default_modules()


def keyword_names(task: object) -> set[str]:
    parameters = inspect.signature(task.run).parameters.values()  # type: ignore[attr-defined]
    assert {parameter.kind for parameter in parameters} <= {
        inspect.Parameter.KEYWORD_ONLY,
        inspect.Parameter.VAR_KEYWORD,
    }
    return {parameter.name for parameter in parameters if parameter.kind is inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("name", list(JobName))
def test_every_job_has_a_task_with_its_arguments(name):
    task = app.tasks[name.value]
    assert keyword_names(task) - {"job_id"} == jobs.ARGUMENTS[name]
    assert any(
        parameter.kind is inspect.Parameter.VAR_KEYWORD
        for parameter in inspect.signature(task.run).parameters.values()
    ), "a task of tomorrow's release may be given an argument today's does not know"


def test_every_task_is_a_job_or_in_the_schedule():
    ours = {name for name in app.tasks if not name.startswith(("celery.", "tests."))}
    assert ours == {name.value for name in JobName} | {entry["task"] for entry in SCHEDULE.values()}


@pytest.mark.parametrize("title", list(SCHEDULE))
def test_every_scheduled_entry_names_a_task(title):
    entry = SCHEDULE[title]
    assert keyword_names(app.tasks[entry["task"]]) == set(entry["kwargs"])
    if "name" in entry["kwargs"]:
        assert jobs.ARGUMENTS[JobName(entry["kwargs"]["name"])] == frozenset()


def test_task_bodies_stay_thin():
    for name in app.tasks:
        if name.startswith("celery."):
            continue
        lines = inspect.getsource(app.tasks[name].run).splitlines()
        assert len(lines) <= 15, name


def test_messages_are_json_and_acknowledged_after_the_work():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
