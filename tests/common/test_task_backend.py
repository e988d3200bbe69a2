"""Wagtail's background work in the outbox."""

from __future__ import annotations

import pytest
from django.db import transaction
from django_tasks import TaskContext, TaskResultStatus, default_task_backend, task
from django_tasks.exceptions import TaskResultDoesNotExist

from common.models import Job
from tasks.relay import run_due_jobs

pytestmark = pytest.mark.django_db

ran: list[object] = []


@task()
def note(word: str, *, times: int = 1) -> str:
    ran.append(word * times)
    return word * times


@task(takes_context=True)
def note_attempt(context: TaskContext) -> int:
    ran.append(context.attempt)
    return context.attempt


@task()
def find_a_deleted_row() -> None:
    Job.objects.get(pk=-1)


@task()
def break_down() -> None:
    raise RuntimeError("out of order")


@pytest.fixture(autouse=True)
def _empty() -> None:
    ran.clear()


def test_enqueue_runs_later_in_the_worker():
    result = note.enqueue("清", times=2)
    assert (result.status, ran) == (TaskResultStatus.READY, [])
    assert run_due_jobs() == 1
    assert ran == ["清清"]
    result.refresh()
    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, "清清")


def enqueue_and_fail() -> None:
    with transaction.atomic():
        note.enqueue("清")
        raise ZeroDivisionError


def test_enqueue_rolled_back_never_runs():
    with pytest.raises(ZeroDivisionError):
        enqueue_and_fail()
    assert run_due_jobs() == 0
    assert ran == []


def test_task_with_context_knows_its_attempt():
    note_attempt.enqueue()
    run_due_jobs()
    assert ran == [1]


def test_task_whose_object_is_gone_is_done():
    result = find_a_deleted_row.enqueue()
    run_due_jobs()
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL


def test_task_that_fails_is_tried_again_later():
    result = break_down.enqueue()
    run_due_jobs()
    result.refresh()
    assert result.status == TaskResultStatus.READY
    assert "out of order" in Job.objects.get(pk=int(result.id)).last_error


@pytest.mark.parametrize("unknown", ["0", "-1", "abc", ""])
def test_get_result_of_an_unknown_task(unknown):
    with pytest.raises(TaskResultDoesNotExist):
        default_task_backend.get_result(unknown)
