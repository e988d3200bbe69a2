"""How good a ranking is, in figures that others publish too, and whether two rankings truly differ.

Pure functions over identifiers. A grade says how well something answers: 0 not at all, 1 in part, 2 well,
3 exactly; binary judgements are grades of 1. Something ranked twice counts where it stands first.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from operator import getitem
from statistics import fmean

CONFIDENCE = 0.95
_CHUNK = 8  # differences whose signs are drawn as one byte
_EPSILON = 1e-12  # sums of the same numbers in another order are the same sum


def ndcg_at(k: int, ranked_ids: Iterable[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ``k``, from 0 to 1.

    The gain of a grade is 2^grade - 1, the discount of rank r is log2(r + 1) (Burges et al. 2005; the same as
    linear gain where judgements are binary). 0 where nothing is judged relevant.
    """
    ideal = _discounted(sorted(grades.values(), reverse=True)[:k])
    if not ideal:
        return 0.0
    return _discounted(grades.get(found, 0) for found in _first(k, ranked_ids)) / ideal


def reciprocal_rank_at(k: int, ranked_ids: Iterable[str], grades: Mapping[str, int]) -> float:
    """1 / rank of the first relevant one among the first ``k``, 0 where there is none."""
    for rank, found in enumerate(_first(k, ranked_ids), start=1):
        if grades.get(found, 0) > 0:
            return 1 / rank
    return 0.0


def recall_at(k: int, ranked_ids: Iterable[str], grades: Mapping[str, int]) -> float:
    """The part of all relevant ones that is among the first ``k``; 0 where nothing is relevant."""
    relevant = {found for found, grade in grades.items() if grade > 0}
    if not relevant:
        return 0.0
    return len(relevant.intersection(_first(k, ranked_ids))) / len(relevant)


def bootstrap_interval(values: Sequence[float], *, seed: int, rounds: int = 2000) -> tuple[float, float]:
    """The 95 % percentile interval of the mean, from ``rounds`` samples with replacement.

    Args:
        values: one figure for each query.
        seed: the same seed gives the same interval.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("an interval of no values")
    draw = random.Random(seed)  # noqa: S311 - a statistic, no secret
    means = sorted(fmean(draw.choices(values, k=len(values))) for _round in range(rounds))
    outside = (1 - CONFIDENCE) / 2
    return means[math.floor(outside * (rounds - 1))], means[math.ceil((1 - outside) * (rounds - 1))]


def paired_randomization(a: Sequence[float], b: Sequence[float], *, seed: int, rounds: int = 10_000) -> float:
    """The two-sided p-value that two systems are alike, by Fisher's randomization of the paired differences.

    Args:
        a: the figures of one system, query by query.
        b: the figures of the other for the same queries in the same order.
        seed: the same seed gives the same p.

    Returns:
        From 1 / (rounds + 1) to 1; 1 where the two never differ.

    Raises:
        ValueError: the two are of different length.
    """
    differences = [left - right for left, right in zip(a, b, strict=True) if left != right]
    if not differences:
        return 1.0
    total = math.fsum(differences)
    tables = [_subset_sums(differences[at : at + _CHUNK]) for at in range(0, len(differences), _CHUNK)]
    draw = random.Random(seed)  # noqa: S311 - a statistic, no secret
    extreme = 0
    for _round in range(rounds):
        flipped = sum(map(getitem, tables, draw.randbytes(len(tables))))
        extreme += abs(total - 2 * flipped) >= abs(total) - _EPSILON
    return (extreme + 1) / (rounds + 1)


def _first(k: int, ranked_ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ranked_ids))[:k]


def _discounted(grades: Iterable[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def _subset_sums(numbers: Sequence[float]) -> list[float]:
    """The sum of every choice of up to eight numbers, by the byte whose bits say which are chosen."""
    sums = [0.0]
    for number in numbers:
        sums += [before + number for before in sums]
    return sums * (2 ** (_CHUNK - len(numbers)))
