"""Wagtail's own background work, stored by ``common.task_backend``."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common import task_backend
from common.jobs import JobName


@shared_task(name=JobName.WAGTAIL_TASK.value)
def run_wagtail_task(
    *, module_path: str, task_args: list[Any], task_kwargs: dict[str, Any], job_id: int, **_: Any
) -> Any:
    """Run one django-tasks task."""
    return task_backend.run_task(
        module_path=module_path, task_args=task_args, task_kwargs=task_kwargs, job_id=job_id
    )
