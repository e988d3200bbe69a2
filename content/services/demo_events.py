"""The invented events of the demonstration, around the day it is loaded."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import OrgUnit
from content.enums import EventKind
from content.models import EventIndexPage, EventPage
from content.services.demo_documents import FOLDER, SOURCE

_KINDS = {str(kind.label): kind for kind in EventKind}


def read_events() -> list[dict[str, Any]]:
    """The events as typed."""
    entries: list[dict[str, Any]] = tomllib.loads((FOLDER / "events.toml").read_text(encoding="utf-8"))[
        "event"
    ]
    return entries


@transaction.atomic
def load_events(*, at: datetime, unit: OrgUnit) -> int:
    """Publish the events that are missing, their days counted from ``at``.

    Returns:
        The number of new events; one that is there keeps its days.
    """
    missing = [entry for entry in read_events() if not EventPage.objects.filter(slug=entry["slug"]).exists()]
    for entry in missing:
        _add_event(entry, at=at, unit=unit)
    return len(missing)


def _add_event(entry: dict[str, Any], *, at: datetime, unit: OrgUnit) -> None:
    first = timezone.localdate(at) + timedelta(days=entry["day"])
    last = first + timedelta(days=entry.get("days", 1) - 1)
    page = EventPage(
        title=entry["title"],
        slug=entry["slug"],
        kind=_KINDS[entry["kind"]],
        starts_at=timezone.make_aware(datetime.combine(first, entry["starts"])),
        ends_at=timezone.make_aware(datetime.combine(last, entry["ends"])),
        place=entry["place"],
        organizer=entry["organizer"],
        audience=entry["audience"],
        description=entry["description"].strip(),
        content_source=SOURCE,
        unit=unit,
        live=False,
    )
    EventIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
