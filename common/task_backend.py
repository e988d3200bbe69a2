"""Wagtail's own background work (django-tasks) through the outbox.

Wagtail enqueues in the middle of its transactions; as a row of the same transaction the work starts after the
commit, or never if the transaction is rolled back.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskContext
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from common.jobs import JobName, enqueue
from common.models import Job, JobStatus
from common.numbers import key

logger = logging.getLogger(__name__)

_STATUS = {
    JobStatus.PENDING: TaskResultStatus.READY,
    JobStatus.RUNNING: TaskResultStatus.RUNNING,
    JobStatus.DONE: TaskResultStatus.SUCCESSFUL,
    JobStatus.FAILED: TaskResultStatus.FAILED,
}


class OutboxTaskBackend(BaseTaskBackend):
    """A django-tasks backend whose queue is the outbox table."""

    supports_defer = True
    supports_get_result = True

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Write the task as a job in the caller's transaction."""
        self.validate_task(task)
        run_after: datetime | None = task.run_after
        job = enqueue(
            JobName.WAGTAIL_TASK,
            not_before=run_after,
            module_path=task.module_path,
            task_args=normalize_json(list(args)),
            task_kwargs=normalize_json(dict(kwargs)),
        )
        result = _as_result(job, task=task, alias=self.alias)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The state of an enqueued task.

        Raises:
            TaskResultDoesNotExist: no such job, or it was done long ago.
        """
        stored = Job.objects.filter(name=JobName.WAGTAIL_TASK)
        job = stored.filter(pk=key(result_id)).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return _as_result(job, task=import_string(job.kwargs["module_path"]), alias=self.alias)


def run_task(*, module_path: str, task_args: list[Any], task_kwargs: dict[str, Any], job_id: int) -> Any:
    """Run a task stored by the backend, in the worker.

    Returns:
        What the task returned, as JSON values.
    """
    task = import_string(module_path)
    if not isinstance(task, Task):
        raise TypeError(f"{module_path} is not a task")
    context: list[Any] = []
    if task.takes_context:
        result = _as_result(Job.objects.get(pk=job_id), task=task, alias=task.backend)
        context = [TaskContext(task_result=result)]
    try:
        return normalize_json(task.call(*context, *task_args, **task_kwargs))
    except ObjectDoesNotExist:
        # Deleted between the commit and now: nothing is left to be done, and no retry will bring it back.
        logger.info("%s%s: the object is gone", module_path, tuple(task_args))
        return None


def _as_result(job: Job, *, task: Task[..., Any], alias: str) -> TaskResult[Any]:
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=_STATUS[JobStatus(job.status)],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.kwargs["task_args"],
        kwargs=job.kwargs["task_kwargs"],
        backend=alias,
        errors=[],
        worker_ids=["outbox"] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)  # the field is not an argument of its class
    return result
