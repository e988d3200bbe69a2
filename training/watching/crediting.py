"""The rule of credit: what a heartbeat claims counts as far as the server's own clock allows it.

A session has an account of time. It earns while it lasts and pays one second for each second newly credited,
so that the sum credited never exceeds the time that passed times the allowed rate, whatever is claimed, in
whatever order and however often. Decision: docs/decisions/0019-watch-time.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from training.watching.ranges import Ranges, first_seconds, total, union, within, without

# The player offers up to 1.5; the rest is for media clocks that do not run evenly.
FASTEST_OFFERED = 1.5
ALLOWED_RATE = 1.55
# Reading has no speed; a page's timers tick in whole seconds.
READING_RATE = 1.05
# Heartbeats come every 20 s, and once a minute from a page in the background. What passed since the last one
# earns at the allowed rate so long, then at the rate of the clock.
LIVE_MS = 90_000
# The longest loss of the network that is made up for.
CATCH_UP_MS = 600_000
# What a session that earns more than it pays keeps of it beyond the time of the clock.
SLACK_MS = 5_000


class Cut(StrEnum):
    """Why a part of what was claimed was not credited."""

    TOO_FAST = "too_fast"
    OFFLINE_TOO_LONG = "offline_too_long"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Credit:
    """What became of a claim.

    ``ranges`` are all credited seconds of the lesson, ``added`` the new ones; ``refused`` counts claimed ones
    that were not credited, ``cut`` is why. ``bank_ms`` is what the session's account holds afterwards.
    """

    ranges: Ranges
    added: Ranges
    refused: int
    cut: Cut | None
    bank_ms: int


def credit(
    *, have: Ranges, claimed: Ranges, length: int, elapsed_ms: int, bank_ms: int, rate: float
) -> Credit:
    """Credit a claim.

    Args:
        have: what is credited already; claiming it again costs and brings nothing.
        claimed: sorted disjoint seconds said to have been played since.
        length: of the lesson, in seconds.
        elapsed_ms: since the session's last heartbeat by the server's clock; below 0 it is taken as 0.
        bank_ms: what the session's account held then.
        rate: how many seconds of the lesson a second of the clock allows.
    """
    elapsed_ms = max(elapsed_ms, 0)
    inside = within(claimed, length)
    new = without(inside, have)
    budget_ms = bank_ms + earned_ms(elapsed_ms, rate)
    added = first_seconds(new, budget_ms // 1_000)
    spent_ms = total(added) * 1_000
    too_much, outside = total(new) - total(added), total(claimed) - total(inside)
    cut = _reason(too_much, outside, elapsed_ms)
    # Time of the clock is kept for heartbeats that are on their way; what speed earns above it is not.
    wall_left = bank_ms + min(elapsed_ms, CATCH_UP_MS) - spent_ms
    bank = min(budget_ms - spent_ms, max(wall_left, SLACK_MS), CATCH_UP_MS)
    return Credit(union(have, added), added, too_much + outside, cut, bank)


def earned_ms(elapsed_ms: int, rate: float) -> int:
    """What a session earns in so much time: never more than ``elapsed_ms`` × ``rate`` (from 1 on)."""
    live = min(elapsed_ms, LIVE_MS)
    caught_up = min(elapsed_ms, CATCH_UP_MS) - live
    return int(live * rate) + caught_up


def _reason(too_much: int, outside: int, elapsed_ms: int) -> Cut | None:
    if too_much:
        return Cut.OFFLINE_TOO_LONG if elapsed_ms > CATCH_UP_MS else Cut.TOO_FAST
    return Cut.OUTSIDE if outside else None
