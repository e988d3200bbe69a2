"""Events as iCalendar (RFC 5545), for the calendar of a phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from common.calendars import as_calendar, begin_entry
from content.models import EventPage
from content.periods import is_whole_days


def write_calendar(events: Iterable[EventPage], *, name: str, at: datetime) -> bytes:
    """The events as one calendar; a calendar that reads it again knows each by its UID.

    Args:
        at: the stamp of an event that was never published (a preview).
    """
    return as_calendar((_entry(event, at) for event in events), product="Events", name=name)


def _entry(page: EventPage, at: datetime) -> Event:
    """Times are in UTC, so that no calendar has to know the zone; whole days are days."""
    entry = begin_entry("event", page.pk)
    stamp = (page.last_published_at or at).astimezone(UTC)
    entry.add("dtstamp", stamp)
    entry.add("last-modified", stamp)
    start, end = timezone.localtime(page.starts_at), timezone.localtime(page.ends_at)
    if is_whole_days(start, end):
        entry.add("dtstart", start.date())
        entry.add("dtend", _day_after(end))
    else:
        entry.add("dtstart", start.astimezone(UTC))
        entry.add("dtend", end.astimezone(UTC))
    entry.add("summary", page.title)
    entry.add("location", page.place)
    entry.add("description", _words(page))
    entry.add("categories", [str(page.get_kind_display())])
    entry.add("url", urljoin(f"{settings.SITE_URL}/", page.url or ""))
    entry.add("status", "CONFIRMED")
    return entry


def _day_after(end: datetime) -> date:
    """The first day after the last one, as RFC 5545 wants it."""
    return end.date() if end.time() == time(0, 0) else end.date() + timedelta(days=1)


def _words(page: EventPage) -> str:
    lines = [_("主办单位：{organizer}").format(organizer=page.organizer)]
    if page.audience:
        lines.append(_("参加对象：{audience}").format(audience=page.audience))
    return "\n".join([*lines, page.description]).strip()
