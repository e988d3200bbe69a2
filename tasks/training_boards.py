"""Work for the completion board."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common import clock
from common.jobs import JobName
from training.services import reconciling, summarizing


@shared_task(name="tasks.training_boards.fold_counts")
def fold_counts(**_: Any) -> int:
    """Add noted changes to the counts. No job: the changes themselves are the list of what is to be done."""
    return summarizing.fold()


@shared_task(name=JobName.RECONCILE_COUNTS.value)
def reconcile_counts(**_: Any) -> dict[str, int]:
    """Prove the counts by a recount and repair them."""
    outcome = reconciling.reconcile(at=clock.now())
    return {"drift": len(outcome.drift), "repaired": int(outcome.repaired)}
