"""Sets of whole seconds of a lesson, as sorted disjoint pairs [from, to)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Range = tuple[int, int]
Ranges = list[Range]


def make_ranges(pairs: Iterable[Sequence[int]]) -> Ranges:
    """Pairs in any order, overlapping or empty, as sorted disjoint ones."""
    merged: list[list[int]] = []
    for start, end in sorted((pair[0], pair[1]) for pair in pairs):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [(start, end) for start, end in merged]


def within(ranges: Ranges, length: int) -> Ranges:
    """What of them lies in [0, length)."""
    clipped = ((max(start, 0), min(end, length)) for start, end in ranges)
    return [(start, end) for start, end in clipped if start < end]


def union(one: Ranges, other: Ranges) -> Ranges:
    """The seconds that are in either."""
    return make_ranges([*one, *other])


def without(ranges: Ranges, taken: Ranges) -> Ranges:
    """The seconds of ``ranges`` that are not in ``taken``."""
    left: Ranges = []
    for first, end in ranges:
        start = first
        for gone_from, gone_to in taken:
            if gone_to <= start:
                continue
            if gone_from >= end:
                break
            if gone_from > start:
                left.append((start, gone_from))
            start = max(start, gone_to)
        if start < end:
            left.append((start, end))
    return left


def total(ranges: Iterable[Sequence[int]]) -> int:
    """How many seconds they hold."""
    return sum(pair[1] - pair[0] for pair in ranges)


def first_seconds(ranges: Ranges, seconds: int) -> Ranges:
    """The first so many seconds of them."""
    taken: Ranges = []
    for start, end in ranges:
        if seconds <= 0:
            break
        taken.append((start, min(end, start + seconds)))
        seconds -= end - start
    return taken
