"""The rule of credit: never more than the clock allows, and all of what an honest player reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.watching.crediting import (
    ALLOWED_RATE,
    CATCH_UP_MS,
    LIVE_MS,
    READING_RATE,
    SLACK_MS,
    Cut,
    credit,
    earned_ms,
)
from training.watching.ranges import Ranges, make_ranges, total, without

LENGTH = 3_600
RANGES = st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 4_000)), max_size=6).map(make_ranges)
BEATS = st.lists(st.tuples(RANGES, st.integers(-5_000, 1_500_000)), max_size=25)


def claim(claimed: Ranges, elapsed_ms: int, *, have: Ranges | None = None, bank_ms: int = 0, **kwargs):
    kwargs.setdefault("rate", ALLOWED_RATE)
    return credit(
        have=have or [], claimed=claimed, length=LENGTH, elapsed_ms=elapsed_ms, bank_ms=bank_ms, **kwargs
    )


@given(BEATS, st.sampled_from([ALLOWED_RATE, READING_RATE]))
def test_never_more_than_elapsed_times_rate_and_never_less_than_before(beats, rate):
    have: Ranges = []
    bank_ms, passed_ms = 0, 0
    for claimed, elapsed_ms in beats:
        result = credit(
            have=have, claimed=claimed, length=LENGTH, elapsed_ms=elapsed_ms, bank_ms=bank_ms, rate=rate
        )
        passed_ms += max(elapsed_ms, 0)
        assert total(result.ranges) * 1_000 + result.bank_ms <= passed_ms * rate
        assert without(have, result.ranges) == []
        assert total(result.ranges) == total(have) + total(result.added)
        assert without(result.added, claimed) == []
        assert 0 <= result.bank_ms <= CATCH_UP_MS
        assert result.refused == total(claimed) - total(result.added) - (
            total(claimed) - total(without(claimed, have))
        )
        assert (result.cut is None) is (result.refused == 0)
        have, bank_ms = result.ranges, result.bank_ms


@given(st.integers(0, 4_000_000))
def test_earnings_grow_with_time_and_end_with_the_catch_up(elapsed_ms):
    assert earned_ms(elapsed_ms, ALLOWED_RATE) <= elapsed_ms * ALLOWED_RATE
    assert earned_ms(elapsed_ms, ALLOWED_RATE) <= earned_ms(elapsed_ms + 1, ALLOWED_RATE)
    assert earned_ms(elapsed_ms, ALLOWED_RATE) <= CATCH_UP_MS + LIVE_MS * (ALLOWED_RATE - 1)


def test_watching_is_credited_whole_at_the_fastest_speed_offered():
    result = claim([(0, 30)], 20_000)
    assert (result.added, result.refused, result.cut) == ([(0, 30)], 0, None)


def test_sixteen_times_the_speed_brings_what_the_clock_allows():
    result = claim([(0, 320)], 20_000)
    assert (total(result.added), result.refused, result.cut) == (31, 289, Cut.TOO_FAST)


def test_ten_minutes_without_network_are_made_up_for_and_no_more():
    assert claim([(0, 600)], 600_000).refused == 0
    late = claim([(0, 1_200)], 1_200_000)
    assert (total(late.added), late.cut) == (649, Cut.OFFLINE_TOO_LONG)


def test_second_heartbeat_after_a_gap_still_gets_the_time_of_the_clock():
    """The one that was under way when the network went arrives first and takes little."""
    first = claim([(0, 20)], 300_000)
    second = claim([(20, 300)], 50, have=first.ranges, bank_ms=first.bank_ms)
    assert (total(second.ranges), second.refused) == (300, 0)


def test_what_speed_earns_is_not_kept_for_a_jump():
    have, bank = [], 0
    for minute in range(20):
        result = claim([(minute * 60, minute * 60 + 60)], 60_000, have=have, bank_ms=bank)
        have, bank = result.ranges, result.bank_ms
    assert bank == SLACK_MS
    assert total(claim([(1_200, 1_800)], 1_000, have=have, bank_ms=bank).added) == 6


def test_what_is_claimed_again_costs_nothing():
    result = claim([(0, 40)], 20_000, have=[(0, 20)])
    assert (result.added, result.refused) == ([(20, 40)], 0)


def test_positions_outside_the_lesson_are_refused_by_name():
    result = claim([(LENGTH - 5, LENGTH + 10)], 20_000)
    assert (result.added, result.refused, result.cut) == ([(LENGTH - 5, LENGTH)], 10, Cut.OUTSIDE)


@pytest.mark.parametrize("elapsed_ms", [0, -3_600_000])
def test_clock_that_stands_or_goes_back_gives_nothing(elapsed_ms):
    assert claim([(0, 20)], elapsed_ms).added == []
