"""Events: which are coming, which are over, and what is said of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from common.numbers import number
from content.enums import EventKind, EventState
from content.models import EventPage
from content.periods import write_hours, write_period
from content.selectors.visibility import reachable_pages

if TYPE_CHECKING:
    from accounts.models import User

PAGE_SIZE = 20
# More than a campaign ever has before it; what is beyond comes closer.
MOST_UPCOMING = 100
# A calendar is read again and again: it holds what is to come and what somebody may look up.
CALENDAR_PAST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event with what depends on the hour."""

    page: EventPage
    state: EventState
    period: str
    hours: str


@dataclass(frozen=True, slots=True)
class EventSlice:
    """A stretch of the events that are over; ``next_key`` leads to the older ones, "" at the end."""

    entries: tuple[EventEntry, ...]
    next_key: str
    is_first: bool
    key_was_bad: bool = False


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many events of one kind there are to read."""

    kind: EventKind
    count: int


def describe_event(page: EventPage, *, at: datetime) -> EventEntry:
    """What is said of an event at a moment; no query."""
    return EventEntry(
        page,
        state_of(page, at),
        write_period(page.starts_at, page.ends_at),
        write_hours(page.starts_at, page.ends_at),
    )


def state_of(page: EventPage, at: datetime) -> EventState:
    """Whether an event is to come, under way or over."""
    if at < page.starts_at:
        return EventState.UPCOMING
    return EventState.RUNNING if at < page.ends_at else EventState.ENDED


def list_upcoming(*, user: User | AnonymousUser, at: datetime, kind: str = "") -> list[EventEntry]:
    """What is under way or to come, the nearest first.

    Args:
        kind: one kind only; an unknown one gives nothing.
    """
    events = _events(user, kind).filter(ends_at__gt=at).order_by("starts_at", "pk")
    return [describe_event(page, at=at) for page in events[:MOST_UPCOMING]]


def list_past(
    *, user: User | AnonymousUser, at: datetime, kind: str = "", before: str = "", size: int = PAGE_SIZE
) -> EventSlice:
    """What is over, the latest first, from behind the one that ``before`` names.

    Args:
        before: the ``next_key`` of the stretch shown before; a broken one gives the first and says so.
    """
    events = _events(user, kind).filter(ends_at__lte=at).order_by("-ends_at", "-pk")
    key = _read_key(before) if before else None
    if key is not None:
        ended, pk = key
        events = events.filter(Q(ends_at__lt=ended) | Q(ends_at=ended, pk__lt=pk))
    rows = list(events[: size + 1])
    shown = tuple(describe_event(page, at=at) for page in rows[:size])
    next_key = _write_key(rows[size - 1]) if len(rows) > size else ""
    return EventSlice(shown, next_key, key is None, bool(before) and key is None)


def count_kinds(*, user: User | AnonymousUser) -> list[KindCount]:
    """The kinds there are events of, in the order of the vocabulary; one query for the events."""
    counted = _events(user).order_by().values_list("kind").annotate(count=Count("pk"))
    counts = dict(counted)
    return [KindCount(kind, counts[kind.value]) for kind in EventKind if kind.value in counts]


def list_calendar(*, at: datetime) -> list[EventPage]:
    """What anybody's calendar may hold: public events of the last year and to come, earliest first."""
    recent = _events(AnonymousUser()).filter(ends_at__gt=at - CALENDAR_PAST)
    return list(recent.order_by("starts_at", "pk"))


def _events(user: User | AnonymousUser, kind: str = "") -> QuerySet[EventPage]:
    events = reachable_pages(user, EventPage.objects.all())
    return events.filter(kind=kind) if kind else events


def _write_key(page: EventPage) -> str:
    """Where an event stands in the list: 1764295200000000-123, the microsecond it ended and its number."""
    return f"{int(page.ends_at.timestamp() * 1_000_000)}-{page.pk}"


def _read_key(words: str) -> tuple[datetime, int] | None:
    moment, _dash, word = words.partition("-")
    since, key = number(moment), number(word)
    if since is None or key is None:
        return None
    try:
        return datetime.fromtimestamp(0, tz=UTC) + timedelta(microseconds=since), key
    except OverflowError:
        return None
