"""Events, as templates call for them."""

from __future__ import annotations

from typing import Any

from django import template

from common import clock
from content.enums import EventKind
from content.models import EventPage
from content.selectors import events
from content.templatetags.listings import asked, chosen, viewer

register = template.Library()


@register.simple_tag
def event_entry(page: EventPage) -> events.EventEntry:
    """What is said of an event now."""
    return events.describe_event(page, at=clock.now())


@register.simple_tag(takes_context=True)
def chosen_event_kind(context: dict[str, Any]) -> EventKind | None:
    """The kind the reader filters by, if there is one of that name."""
    return chosen(context, "kind", EventKind)


@register.simple_tag(takes_context=True)
def event_kinds(context: dict[str, Any]) -> list[events.KindCount]:
    """The kinds with the number of their events."""
    return events.count_kinds(user=viewer(context))


@register.simple_tag(takes_context=True)
def upcoming_events(context: dict[str, Any], kind: EventKind | None = None) -> list[events.EventEntry]:
    """What is under way or to come."""
    return events.list_upcoming(user=viewer(context), at=clock.now(), kind=kind.value if kind else "")


@register.simple_tag(takes_context=True)
def past_events(context: dict[str, Any], kind: EventKind | None = None) -> events.EventSlice:
    """The stretch of events that are over the reader asked for."""
    return events.list_past(
        user=viewer(context),
        at=clock.now(),
        kind=kind.value if kind else "",
        before=asked(context, "before"),
    )
