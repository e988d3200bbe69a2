"""Jobs of quizzes."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common import clock
from common.jobs import JobName
from training.services import attempting


@shared_task(name=JobName.GRADE_OVERDUE_ATTEMPTS.value)
def grade_overdue_attempts(**_: Any) -> int:
    """Grade attempts whose time is up, by what was saved."""
    return attempting.settle_all(at=clock.now())
