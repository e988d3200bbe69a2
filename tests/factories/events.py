"""Invented events (示例)."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from content.models import EventIndexPage, EventPage

_numbers = itertools.count(1)
HERE = timezone.get_default_timezone()


def local(*parts: int) -> dt.datetime:
    """A moment in the portal's zone."""
    return dt.datetime(*parts, tzinfo=HERE)  # type: ignore[arg-type,misc]


def make_event(title: str = "", *, publish: bool = True, **fields: Any) -> EventPage:
    """A morning's study session on 28 November 2026."""
    number = next(_numbers)
    fields.setdefault("slug", f"event-{number}")
    fields.setdefault("kind", "study_session")
    fields.setdefault("starts_at", local(2026, 11, 28, 9, 0))
    fields.setdefault("ends_at", fields["starts_at"] + dt.timedelta(hours=2, minutes=30))
    fields.setdefault("place", "示例礼堂")
    fields.setdefault("organizer", "示例单位")
    page = EventPage(title=title or f"示例活动之{number}（示例）", live=False, **fields)
    EventIndexPage.objects.get().add_child(instance=page)
    if publish:
        page.save_revision().publish()
    return page
