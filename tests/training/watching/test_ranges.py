"""Sets of seconds, checked against Python's own sets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.watching.ranges import (
    Ranges,
    first_seconds,
    make_ranges,
    total,
    union,
    within,
    without,
)

PAIRS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)
RANGES = PAIRS.map(make_ranges)


def seconds(ranges: Ranges) -> set[int]:
    return {second for start, end in ranges for second in range(start, end)}


def is_canonical(ranges: Ranges) -> bool:
    ends = [bound for pair in ranges for bound in pair]
    return ends == sorted(set(ends))


@given(PAIRS)
def test_pairs_become_the_seconds_they_hold_sorted_and_apart(pairs):
    made = make_ranges(pairs)
    assert seconds(made) == {second for start, end in pairs for second in range(start, end)}
    assert is_canonical(made)
    assert total(made) == len(seconds(made))


@given(RANGES, RANGES)
def test_union_and_difference_are_those_of_sets(one, other):
    assert seconds(union(one, other)) == seconds(one) | seconds(other)
    assert seconds(without(one, other)) == seconds(one) - seconds(other)
    assert is_canonical(union(one, other))
    assert is_canonical(without(one, other))


@given(RANGES, st.integers(0, 60))
def test_what_lies_within_a_lesson(ranges, length):
    assert seconds(within(ranges, length)) == seconds(ranges) & set(range(length))


@given(RANGES, st.integers(-3, 70))
def test_first_seconds_are_the_earliest(ranges, many):
    assert seconds(first_seconds(ranges, many)) == set(sorted(seconds(ranges))[: max(many, 0)])
