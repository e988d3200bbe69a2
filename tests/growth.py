"""How work grows with its input: ratios of processor time, independent of the machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Input = TypeVar("Input")

ROUNDS = 3
# Shorter measurements are mostly clock and call; the small input is worked on again until it takes this long.
SHORTEST = 0.03
MOST_REPEATS = 1000


def growth(work: Callable[[Input], object], small: Input, large: Input) -> float:
    """How many times the processor time of ``small`` goes into that of ``large``.

    The best of interleaved rounds of each, so that a busy neighbor falls on both.
    """
    repeats = _repeats(work, small)
    small_seconds = large_seconds = float("inf")
    for _ in range(ROUNDS):
        small_seconds = min(small_seconds, _seconds(work, small, repeats) / repeats)
        large_seconds = min(large_seconds, _seconds(work, large, 1))
    return large_seconds / small_seconds


def grows_in_proportion(work: Callable[[Input], object], small: Input, large: Input, *, times: int) -> bool:
    """Whether ``large``, ``times`` the size of ``small``, takes less than four times its share.

    Growth with the square takes ``times`` its share.
    """
    assert times >= 10, "too near to each other to tell a line from a square"
    return growth(work, small, large) < times * 4


def _repeats(work: Callable[[Input], object], small: Input) -> int:
    once = _seconds(work, small, 1)
    return max(1, min(MOST_REPEATS, int(SHORTEST / max(once, 1e-6))))


def _seconds(work: Callable[[Input], object], on: Input, repeats: int) -> float:
    started = time.thread_time()
    for _ in range(repeats):
        work(on)
    return time.thread_time() - started
