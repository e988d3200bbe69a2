"""Points for a response."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from common.numbers import number
from training.enums import ItemKind
from training.grading.normalizing import matches

CENT = Decimal("0.01")
NOTHING = Fraction(0)
ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Result:
    """What a whole paper came to: points out of points, and of a hundred."""

    earned: Decimal
    full: Decimal

    @property
    def score(self) -> Decimal:
        """Percent, two places, never rounded up: 59.999 is no 60."""
        if not self.full:
            return Decimal("0.00")
        return (self.earned * 100 / self.full).quantize(CENT, rounding=ROUND_DOWN)

    def passes(self, percent: int) -> bool:
        """Whether at least this percentage was earned."""
        return self.earned * 100 >= self.full * percent and bool(self.full)


def share(kind: str, answer: Sequence[Any], response: Sequence[str], *, partial: bool = False) -> Fraction:
    """The share of the points a response earns, from 0 to 1. Never raises, whatever the response holds.

    Args:
        partial: give part of the points: of a multiple choice for the right ones where nothing wrong was
            chosen (少选得部分分、错选不得分), of several blanks for those filled rightly. Others are all or
            nothing.
    """
    match ItemKind(kind):
        case ItemKind.SINGLE | ItemKind.TRUE_FALSE:
            return _whole(bool(answer) and list(response) == list(answer))
        case ItemKind.MULTIPLE:
            return _multiple(set(answer), set(response), partial)
        case ItemKind.FILL_IN:
            return _blanks(answer, response, partial)
        case ItemKind.ORDERED:
            return _whole(bool(answer) and order_of(response) == list(answer))


def points_of(part: Fraction, full: Decimal) -> Decimal:
    """Points for a share, to the hundredth."""
    exact = full * part.numerator / part.denominator
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)


def order_of(response: Sequence[str]) -> list[str] | None:
    """The keys in the order given, from ``key:place``; None where a place is missing or given twice."""
    places: dict[int, str] = {}
    for entry in response:
        key, _colon, word = entry.rpartition(":")
        place = number(word)
        if place is None or place in places:
            return None
        places[place] = key
    if sorted(places) != list(range(1, len(places) + 1)):
        return None
    return [places[place] for place in sorted(places)]


def is_blank(response: Sequence[str]) -> bool:
    """Whether nothing was answered."""
    return not any(entry.strip() for entry in response)


def _whole(right: bool) -> Fraction:
    return ALL if right else NOTHING


def _multiple(answer: set[str], response: set[str], partial: bool) -> Fraction:
    if not answer or not response or not response <= answer:
        return NOTHING
    if response == answer:
        return ALL
    return Fraction(len(response), len(answer)) if partial else NOTHING


def _blanks(answer: Sequence[list[str]], response: Sequence[str], partial: bool) -> Fraction:
    if not answer:
        return NOTHING
    written = [*response, *[""] * len(answer)]
    right = sum(matches(text, forms) for text, forms in zip(written, answer, strict=False))
    part = Fraction(right, len(answer))
    return part if partial or part == ALL else NOTHING
