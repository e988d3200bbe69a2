"""Keeping the item bank."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from training.models import QuizItem
from training.services.sourcing import resolve_sources


@transaction.atomic
def save_item(*, item: QuizItem, at: dt.datetime, resolve: bool = True) -> QuizItem:
    """Save a new or changed item whose fields were checked.

    Args:
        resolve: lead its basis to provisions now; False where the caller does so for many at once.

    Side effects:
        Another version where what learners see has changed. Papers in people's hands keep their copy.
    """
    digest = item.compute_digest()
    if item.pk is None:
        item.version = 1
    elif digest != item.digest:
        item.version += 1
    item.digest, item.changed_at = digest, at
    item.save()
    if resolve:
        resolve_sources(items=[item], on=timezone.localdate(at))
    return item
