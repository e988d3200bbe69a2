"""A learner's deadlines and timetable as iCalendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from common.calendars import as_calendar, begin_entry
from training.enums import ClassState, EnrollmentState
from training.models import ClassSession, Enrollment


def write_calendar(
    deadlines: Iterable[Enrollment], sessions: Iterable[ClassSession], *, at: dt.datetime
) -> bytes:
    """Last days as whole days, sessions with their times in UTC; each entry keeps its UID when it changes.

    Args:
        at: the stamp of the entries.
    """
    entries = [
        *(_deadline(enrollment, at) for enrollment in deadlines),
        *(_session(session, at) for session in sessions),
    ]
    return as_calendar(entries, product="Training", name=_("清风 · 我的培训"))


def _entry(kind: str, pk: int, at: dt.datetime) -> Event:
    entry = begin_entry(kind, pk)
    entry.add("dtstamp", at.astimezone(dt.UTC))
    entry.add("url", urljoin(settings.SITE_URL, reverse("training:home")))
    return entry


def _deadline(enrollment: Enrollment, at: dt.datetime) -> Event:
    entry = _entry("deadline", enrollment.pk, at)
    day = enrollment.due_on or timezone.localdate(at)
    entry.add("dtstart", day)
    entry.add("dtend", day + dt.timedelta(days=1))
    done = enrollment.state == EnrollmentState.COMPLETED
    words = _("已完成：{title}") if done else _("截止：{title}")
    entry.add("summary", words.format(title=enrollment.version.title))
    entry.add("transp", "TRANSPARENT")  # a last day does not make the day busy
    return entry


def _session(session: ClassSession, at: dt.datetime) -> Event:
    entry = _entry("session", session.pk, at)
    entry.add("sequence", session.sequence)
    entry.add("dtstart", session.starts_at.astimezone(dt.UTC))
    entry.add("dtend", session.ends_at.astimezone(dt.UTC))
    entry.add("summary", f"{session.klass.name}：{session.title}")
    entry.add("location", session.place or session.klass.place)
    if session.teacher:
        entry.add("description", _("主讲：{name}").format(name=session.teacher))
    canceled = session.klass.state == ClassState.CANCELED
    entry.add("status", "CANCELLED" if canceled else "CONFIRMED")
    return entry
