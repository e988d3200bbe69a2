"""Figures computed by hand, and properties that hold for every ranking."""

from __future__ import annotations

import math
import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation import (
    bootstrap_interval,
    ndcg_at,
    paired_randomization,
    recall_at,
    reciprocal_rank_at,
)

LOG3 = math.log2(3)


def test_ndcg_of_graded_judgements_is_what_it_is_by_hand():
    # Gains 2^g - 1: ranked 0, 7, 1 (a is not judged, b 3, c 1); ideal 7, 3, 1 (b, d, c).
    gained = 0 + 7 / LOG3 + 1 / 2
    ideal = 7 + 3 / LOG3 + 1 / 2
    assert ndcg_at(10, ["a", "b", "c"], {"b": 3, "c": 1, "d": 2}) == pytest.approx(gained / ideal)


def test_ndcg_of_binary_judgements_cuts_ranking_and_ideal_at_k():
    grades = {"a": 1, "b": 1, "c": 1}
    assert ndcg_at(2, ["x", "a", "b"], grades) == pytest.approx((1 / LOG3) / (1 + 1 / LOG3))
    assert ndcg_at(2, ["c", "a"], grades) == 1.0
    assert ndcg_at(10, [], grades) == 0.0


def test_nothing_relevant_gives_zero_and_not_an_error():
    for grades in ({}, {"a": 0}):
        assert ndcg_at(10, ["a"], grades) == 0.0
        assert recall_at(10, ["a"], grades) == 0.0
        assert reciprocal_rank_at(10, ["a"], grades) == 0.0


def test_what_is_ranked_twice_counts_once_where_it_stands_first():
    assert ndcg_at(10, ["a", "a", "b"], {"a": 1, "b": 1}) == 1.0
    assert reciprocal_rank_at(2, ["x", "x", "a"], {"a": 1}) == 0.5
    assert recall_at(2, ["x", "x", "a"], {"a": 1}) == 1.0


def test_reciprocal_rank_looks_at_the_first_relevant_one_within_k():
    grades = {"b": 1, "c": 3, "d": 0}
    assert reciprocal_rank_at(10, ["d", "x", "b", "c"], grades) == pytest.approx(1 / 3)
    assert reciprocal_rank_at(2, ["d", "x", "b", "c"], grades) == 0.0


def test_recall_is_the_part_of_the_relevant_ones_found():
    grades = {"a": 1, "b": 2, "c": 3, "d": 0}
    assert recall_at(3, ["d", "a", "c", "b"], grades) == pytest.approx(2 / 3)
    assert recall_at(4, ["d", "a", "c", "b"], grades) == 1.0


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=12),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3)),
)
def test_figures_stay_between_nothing_and_perfect(ranked, grades):
    for measure in (ndcg_at, reciprocal_rank_at, recall_at):
        assert 0.0 <= measure(5, ranked, grades) <= 1.0 + 1e-12
    ideal = sorted(grades, key=lambda found: -grades[found])
    if any(grades.values()):
        assert ndcg_at(5, ideal, grades) == pytest.approx(1.0)


def test_interval_holds_the_mean_is_repeatable_and_narrows_with_more_values():
    draw = random.Random(7)
    values = [draw.random() for _ in range(400)]
    low, high = bootstrap_interval(values, seed=1)
    assert low < math.fsum(values) / 400 < high
    assert (low, high) == bootstrap_interval(values, seed=1)
    # The normal interval of a mean of 400 uniform values: ± 1.96 · 0.2887 / 20 = ± 0.0283.
    assert high - low == pytest.approx(2 * 0.0283, rel=0.15)
    few = bootstrap_interval(values[:25], seed=1)
    assert few[1] - few[0] > high - low


def test_interval_of_equal_values_is_that_value_and_of_none_an_error():
    assert bootstrap_interval([0.5, 0.5, 0.5], seed=3) == (0.5, 0.5)
    with pytest.raises(ValueError, match="no values"):
        bootstrap_interval([], seed=3)


def test_randomization_comes_to_the_exact_share_of_sign_patterns():
    a, b = [0.9, 0.7, 0.8, 0.2, 0.6], [0.4, 0.5, 0.5, 0.3, 0.6]
    differences = [left - right for left, right in zip(a, b, strict=True)]
    observed = abs(sum(differences))
    signs = list(product((1, -1), repeat=5))
    extreme = sum(
        abs(sum(sign * value for sign, value in zip(pattern, differences, strict=True))) >= observed - 1e-9
        for pattern in signs
    )
    assert paired_randomization(a, b, seed=5) == pytest.approx(extreme / len(signs), abs=0.02)


def test_randomization_tells_a_true_difference_from_none():
    draw = random.Random(11)
    a = [draw.random() for _ in range(1235)]
    better = [min(value + 0.05 * draw.random(), 1) for value in a]
    shuffled = [value + draw.choice((-0.05, 0.05)) for value in a]
    assert paired_randomization(better, a, seed=2) == pytest.approx(1 / 10_001)
    assert paired_randomization(shuffled, a, seed=2) > 0.01
    assert paired_randomization(a, a, seed=2) == 1.0
    assert paired_randomization(better, a, seed=2) == paired_randomization(a, better, seed=2)


def test_randomization_of_unequal_lists_is_refused():
    with pytest.raises(ValueError, match="zip"):
        paired_randomization([0.1], [0.1, 0.2], seed=1)
