"""Work for the completion board."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common import clock
from common.jobs import JobName
from training.services import exporting, reconciling, summarizing, trending


@shared_task(name="tasks.training_boards.fold_counts")
def fold_counts(**_: Any) -> int:
    """Add noted changes to the counts. No job: the changes themselves are the list of what is to be done."""
    return summarizing.fold()


@shared_task(name=JobName.RECONCILE_COUNTS.value)
def reconcile_counts(**_: Any) -> dict[str, int]:
    """Prove the counts by a recount and repair them."""
    outcome = reconciling.reconcile(at=clock.now())
    return {"drift": len(outcome.drift), "repaired": int(outcome.repaired)}


@shared_task(name=JobName.NOTE_TREND.value)
def note_trend(**_: Any) -> int:
    """Keep the figures of the day."""
    return trending.note_trend(on=clock.today())


@shared_task(name=JobName.EXPORT_LIST.value)
def export_list(*, export_id: int, job_id: int = 0, **_: Any) -> int:
    """Write a list of people."""
    return exporting.make_export(export_id=export_id, at=clock.now(), job_id=job_id)


@shared_task(name=JobName.EXPIRE_EXPORTS.value)
def expire_exports(**_: Any) -> int:
    """Delete lists that are a week old."""
    return exporting.expire_exports(at=clock.now())
