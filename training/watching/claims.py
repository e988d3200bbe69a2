"""What a heartbeat says, read strictly: whatever is missing, added or of another type is refused whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from training.watching.ranges import Ranges, make_ranges

MAX_BODY = 2_048
MAX_SEGMENTS = 60
MAX_SEQUENCE = 2**31 - 1
MAX_SECONDS = 24 * 60 * 60
_FIELDS = {"token", "seq", "segments", "position"}


class BadClaimError(ValueError):
    """This is no heartbeat."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One heartbeat: its number in the session, the seconds played, where the player stands."""

    token: str
    sequence: int
    segments: Ranges
    position: int


def read_claim(body: bytes) -> Claim:
    """Read the body of a heartbeat.

    Raises:
        BadClaimError: it is too long, no JSON, lacks a field or has a value that cannot be.
    """
    if len(body) > MAX_BODY:
        raise BadClaimError("too long")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadClaimError("not JSON") from error
    if not isinstance(data, dict) or data.keys() != _FIELDS:
        raise BadClaimError("fields")
    token, sequence = data["token"], data["seq"]
    if not isinstance(token, str) or type(sequence) is not int or not 1 <= sequence <= MAX_SEQUENCE:
        raise BadClaimError("token or seq")
    return Claim(token, sequence, _segments(data["segments"]), _second(data["position"]))


def _segments(value: Any) -> Ranges:
    if not isinstance(value, list) or len(value) > MAX_SEGMENTS:
        raise BadClaimError("segments")
    pairs = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadClaimError("segment")
        start, end = _second(pair[0]), _second(pair[1])
        if end < start:
            raise BadClaimError("backwards")
        pairs.append((start, end))
    return make_ranges(pairs)


def _second(value: Any) -> int:
    """The whole second in which a moment lies: both ends of a segment are cut alike, so nothing adds up."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadClaimError("not a number")
    if not 0 <= value <= MAX_SECONDS:  # NaN compares with nothing
        raise BadClaimError("out of range")
    return int(value)
