"""The life of a session: how long it may idle, how long it may last."""

from __future__ import annotations

import datetime as dt
from enum import Enum

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

_STARTED = "session_started"
_SEEN = "session_seen"
# The session row is written once a minute at most, not with every page.
_WRITE_EVERY = dt.timedelta(minutes=1)


class SessionEnd(Enum):
    """Why a session ended."""

    IDLE = "idle"
    ABSOLUTE = "absolute"
    DISABLED = "disabled"


def start_session(*, session: SessionBase, at: dt.datetime) -> None:
    """Start counting, at sign-in."""
    session[_STARTED] = session[_SEEN] = int(at.timestamp())


def touch_session(*, session: SessionBase, at: dt.datetime) -> SessionEnd | None:
    """Note that a signed-in person asked for a page.

    Returns:
        Why the session is over, or None while it may go on. The caller ends it.
    """
    now = int(at.timestamp())
    started, seen = session.get(_STARTED), session.get(_SEEN)
    if not isinstance(started, int) or not isinstance(seen, int):
        start_session(session=session, at=at)
        return None
    if now - started >= settings.SESSION_ABSOLUTE.total_seconds():
        return SessionEnd.ABSOLUTE
    if now - seen >= settings.SESSION_IDLE.total_seconds():
        return SessionEnd.IDLE
    if now - seen >= _WRITE_EVERY.total_seconds():
        session[_SEEN] = now
    return None
