"""Events as calendar files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from common import clock
from common.calendars import CONTENT_TYPE
from content.calendars import write_calendar
from content.models import EventIndexPage, EventPage
from content.selectors.events import list_calendar


def event_calendar(request: HttpRequest, page: EventPage) -> HttpResponse:  # noqa: ARG001 - a page's view
    """One event, for the reader's own calendar."""
    return _answer(write_calendar([page], name=page.title, at=clock.now()), f"{page.slug}.ics")


def events_calendar(request: HttpRequest, page: EventIndexPage) -> HttpResponse:  # noqa: ARG001 - a page's view
    """All public events, to subscribe to; the same for everybody, since calendars sign in nowhere."""
    name = _("清风 · {column}").format(column=page.title)
    now = clock.now()
    return _answer(write_calendar(list_calendar(at=now), name=name, at=now), f"{page.slug}.ics")


def _answer(calendar: bytes, filename: str) -> HttpResponse:
    answer = HttpResponse(calendar, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    answer["X-Robots-Tag"] = "noindex"
    return answer
