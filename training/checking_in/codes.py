"""What the picture on the screen says, and what a browser that has seen it is given.

A code names a session and the second it was shown; it is good for a quarter of a minute, long enough to be
read by a phone and too short to be passed on. Who opens it in time gets a pass: bound to that browser, it
survives the sign-in and says when the code was seen.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core import signing

CODE_SECONDS = 15
MARGIN_SECONDS = 2  # the way from the screen through the network
PASS_SECONDS = 600  # time to sign in
_CODE, _PASS = "training.check-in.code", "training.check-in.pass"
_CODE_START, _PASS_START = "c", "p"


class CodeError(Exception):
    """A code or pass that lets nobody in; ``too_old`` where it was good once."""

    def __init__(self, *, too_old: bool = False) -> None:
        super().__init__("too old" if too_old else "not ours")
        self.too_old = too_old


@dataclass(frozen=True, slots=True)
class Seen:
    """A session, and when its code was seen on the screen."""

    session_id: int
    at: dt.datetime


def make_code(*, session_id: int, at: dt.datetime) -> str:
    """The code of a session that is good from now on."""
    return _CODE_START + signing.Signer(salt=_CODE, sep=".").sign(f"{session_id}-{_seconds(at)}")


def read_code(code: str, *, at: dt.datetime) -> Seen:
    """What a code says.

    Raises:
        CodeError: it is not one of ours, or too old, or of a time to come.
    """
    session_id, shown = _numbers(code, start=_CODE_START, salt=_CODE)[:2]
    age = _seconds(at) - shown
    if not -MARGIN_SECONDS <= age <= CODE_SECONDS + MARGIN_SECONDS:
        raise CodeError(too_old=True)
    return Seen(session_id, at)


def make_pass(seen: Seen, *, device: str) -> str:
    """A pass for the browser with this mark."""
    value = f"{seen.session_id}-{_seconds(seen.at)}"
    return _PASS_START + signing.Signer(salt=_PASS + device, sep=".").sign(value)


def read_pass(text: str, *, device: str, at: dt.datetime) -> Seen:
    """What a pass says.

    Raises:
        CodeError: it is not one of ours, is another browser's, or too old.
    """
    session_id, seen = _numbers(text, start=_PASS_START, salt=_PASS + device)[:2]
    if not 0 <= _seconds(at) - seen <= PASS_SECONDS:
        raise CodeError(too_old=True)
    return Seen(session_id, dt.datetime.fromtimestamp(seen, tz=dt.UTC))


def is_code(text: str) -> bool:
    """Whether it looks like a code of the screen rather than like a pass."""
    return text.startswith(_CODE_START)


def _numbers(text: str, *, start: str, salt: str) -> list[int]:
    if not text.startswith(start):
        raise CodeError
    try:
        value = signing.Signer(salt=salt, sep=".").unsign(text[len(start) :])
    except signing.BadSignature:
        raise CodeError from None
    return [int(part) for part in value.split("-")]


def _seconds(at: dt.datetime) -> int:
    return int(at.timestamp())
