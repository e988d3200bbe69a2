"""Writing the learning event log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from training.enums import EventKind
from training.models import Enrollment, LearningEvent, LessonVersion


def record(
    *,
    key: str,
    kind: EventKind,
    enrollment: Enrollment,
    at: dt.datetime,
    lesson: LessonVersion | None = None,
    data: dict[str, Any] | None = None,
) -> bool:
    """Add an event in the caller's transaction, once per ``key``.

    Args:
        key: at most 120 characters; what comes twice (a repeated request, a job run again) has the same.

    Returns:
        Whether it is new; False: it was in the log already and nothing was written.
    """
    event = LearningEvent(key=key, kind=kind, enrollment=enrollment, lesson=lesson, at=at, data=data or {})
    before = LearningEvent.objects.filter(key=key).exists()
    if not before:
        LearningEvent.objects.bulk_create([event], ignore_conflicts=True)
    return not before


def record_many(events: Sequence[LearningEvent]) -> None:
    """Add events in the caller's transaction; those whose key is in the log already are left out."""
    LearningEvent.objects.bulk_create(events, ignore_conflicts=True, batch_size=1000)
