"""From what was learned to hours, by the lines of a rule table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol, TypeVar

from training.enums import HourBasis, HourSource, LessonKind

CENT = Decimal("0.01")


class Rule(Protocol):
    """What is needed of a line (``training.models.HourRule``)."""

    source: str
    lesson_kind: str
    basis: str
    minutes_from: int | None
    minutes_to: int | None
    hours: Decimal
    multiplier: Decimal
    days: Decimal
    cap_each: Decimal | None


R = TypeVar("R", bound=Rule)


def rule_for_lesson(rules: Iterable[R], *, kind: LessonKind, seconds: int) -> R | None:
    """The first line that gives a lesson hours; None where there is none.

    Args:
        rules: in the order of their tables.
        seconds: length of the lesson; 0 fits no band of lengths.
    """
    for rule in rules:
        if rule.source != HourSource.ONLINE or rule.lesson_kind not in ("", kind):
            continue
        if rule.basis == HourBasis.ONCE or (rule.basis == HourBasis.LENGTH and _in_band(rule, seconds)):
            return rule
    return None


def rule_for_amount(rules: Iterable[R], *, source: HourSource, basis: HourBasis) -> R | None:
    """The first line that converts an amount in this unit; None where there is none."""
    return next((rule for rule in rules if (rule.source, rule.basis) == (source, basis)), None)


def hours_by(rule: Rule, amount: Decimal = Decimal(1)) -> Decimal:
    """Hours of so many units by a line: times its figure and multiplier, no more than its cap for each."""
    given = amount * rule.hours * rule.multiplier
    if rule.cap_each is not None:
        given = min(given, rule.cap_each)
    return given.quantize(CENT, ROUND_HALF_UP)


def days_by(rule: Rule, amount: Decimal = Decimal(1)) -> Decimal:
    """Days of training so many units are worth by a line."""
    return (amount * rule.days).quantize(CENT, ROUND_HALF_UP)


def _in_band(rule: Rule, seconds: int) -> bool:
    if seconds <= 0:
        return False
    after = rule.minutes_from is None or seconds >= rule.minutes_from * 60
    before = rule.minutes_to is None or seconds <= rule.minutes_to * 60
    return after and before
