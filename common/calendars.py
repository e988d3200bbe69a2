"""Calendars as files (RFC 5545): what stands at the head of each, and how an entry is known again."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


def as_calendar(entries: Iterable[Event], *, product: str, name: str) -> bytes:
    """The entries as one published calendar.

    Args:
        product: which part of the portal wrote it, in Latin letters.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Qingfeng//{product}//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def begin_entry(kind: str, pk: int) -> Event:
    """An entry that a calendar that reads it again knows by its UID."""
    entry = Event()
    entry.add("uid", f"{kind}-{pk}@{urlsplit(settings.SITE_URL).hostname}")
    return entry
