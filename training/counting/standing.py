"""What is counted towards targets, and what is still owed.

Caps hold for a source and a year; what is beyond a target goes over to the next year where the target says
so, once. Only sums go in, so the order in which hours were credited plays no part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from training.enums import CourseNature, TargetCategory, TargetPeriod

NOTHING = Decimal(0)
Caps = Mapping[int, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Credit:
    """Hours of one person in one year from one source."""

    year: int
    category: str
    source: str
    nature: str
    hours: Decimal
    days: Decimal = NOTHING


class TargetLine(Protocol):
    """What is needed of a target (``training.models.Target``)."""

    label: str
    period: str
    first_year: int | None
    category: str
    hours: Decimal
    days: Decimal | None
    carries_over: bool
    carry_cap: Decimal | None
    promoted_months: int | None


@dataclass(frozen=True, slots=True)
class Counter:
    """One target and where somebody stands. ``earned`` is without ``carried``: from the year before.

    ``owed`` is in hours, 0 once the target is met by hours or by days; ``due_on`` the last day to meet it.
    """

    target: Any
    first_year: int
    last_year: int
    due_on: dt.date
    earned: Decimal
    carried: Decimal
    days: Decimal
    owed: Decimal

    @property
    def counted(self) -> Decimal:
        """All that counts towards the target."""
        return self.earned + self.carried

    @property
    def is_met(self) -> bool:
        """Whether nothing is owed."""
        return self.owed == 0

    @property
    def percent(self) -> int:
        """How far, 0 to 100, rounded down: 100 only when it is met."""
        if self.is_met or self.target.hours == 0:
            return 100
        return min(99, int(self.counted * 100 / self.target.hours))


def capped(credits: Iterable[Credit], caps: Caps) -> list[Credit]:
    """The same hours, of each source and year no more than its cap; required courses come first.

    Days of what is cut go in proportion.
    """
    sums: dict[tuple[int, str, str, str], tuple[Decimal, Decimal]] = {}
    for credit in credits:
        key = (credit.year, credit.source, credit.nature, credit.category)
        hours, days = sums.get(key, (NOTHING, NOTHING))
        sums[key] = (hours + credit.hours, days + credit.days)
    left: dict[tuple[int, str], Decimal] = {}
    found = []
    for key in sorted(sums, key=lambda key: (key[0], key[1], key[2] != CourseNature.REQUIRED, key[3])):
        year, source, nature, category = key
        hours, days = sums[key]
        cap = caps.get(year, {}).get(source)
        if cap is not None:
            room = left.setdefault((year, source), cap)
            allowed = max(NOTHING, min(hours, room))
            left[year, source] = room - allowed
            days = days * allowed / hours if hours > 0 else NOTHING
            hours = allowed
        found.append(Credit(year, category, source, nature, hours, days))
    return found


def count(
    target: TargetLine,
    credits: Sequence[Credit],
    *,
    year: int,
    former: TargetLine | None = None,
    joined_on: dt.date | None = None,
) -> Counter:
    """Where somebody stands with a target in a year.

    Args:
        credits: capped, of all years that may matter.
        former: the target of the same kind the year before; what was beyond it may go over.
        joined_on: the day the person came into the group of the target by promotion.
    """
    first, last = window(target, year)
    hours, days = _sums(target, credits, first, min(last, year))
    carried = surplus(former, credits, year - 1) if former is not None else NOTHING
    by_days = target.days is not None and days >= target.days
    owed = NOTHING if by_days else max(NOTHING, target.hours - hours - carried)
    return Counter(
        target=target,
        first_year=first,
        last_year=last,
        due_on=_due_on(target, first, last, joined_on),
        earned=hours,
        carried=carried,
        days=days,
        owed=owed,
    )


def window(target: TargetLine, year: int) -> tuple[int, int]:
    """First and last year of the period of a target that holds this year."""
    if target.period == TargetPeriod.YEAR or target.first_year is None:
        return year, year
    first = target.first_year + (year - target.first_year) // 5 * 5
    return first, first + 4


def surplus(target: TargetLine, credits: Sequence[Credit], year: int) -> Decimal:
    """Hours earned in a year beyond its target that go over to the next.

    Hours that were carried into the year themselves do not go over again.
    """
    if not target.carries_over or target.period != TargetPeriod.YEAR:
        return NOTHING
    hours, _days = _sums(target, credits, year, year)
    beyond = max(NOTHING, hours - target.hours)
    return beyond if target.carry_cap is None else min(beyond, target.carry_cap)


def same_target(target: TargetLine, others: Iterable[Any]) -> Any | None:
    """Of the targets of another year the one that is the same kind."""
    kind = (target.period, target.category)
    return next((other for other in others if (other.period, other.category) == kind), None)


def _sums(target: TargetLine, credits: Sequence[Credit], first: int, last: int) -> tuple[Decimal, Decimal]:
    matching = [credit for credit in credits if first <= credit.year <= last and _counts(target, credit)]
    return (
        sum((credit.hours for credit in matching), NOTHING),
        sum((credit.days for credit in matching), NOTHING),
    )


def _counts(target: TargetLine, credit: Credit) -> bool:
    if target.category == TargetCategory.TOTAL:
        return True
    if target.category == TargetCategory.REQUIRED:
        return credit.nature == CourseNature.REQUIRED
    return credit.category == target.category


def _due_on(target: TargetLine, first: int, last: int, joined_on: dt.date | None) -> dt.date:
    end = dt.date(last, 12, 31)
    if joined_on is None or not target.promoted_months or not first <= joined_on.year <= last:
        return end
    return _months_after(joined_on, target.promoted_months)


def _months_after(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(dt.date(year, month + 1, 1) + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))
