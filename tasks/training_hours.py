"""Jobs about hours."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common import clock
from common.jobs import JobName
from training.services.ranking import note_ranks


@shared_task(name=JobName.NOTE_RANKS.value)
def note_changed_ranks(**_: Any) -> int:
    """Record who came into another group of ranks."""
    return note_ranks(today=clock.today())
