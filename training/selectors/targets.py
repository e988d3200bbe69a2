"""Targets, caps and groups of ranks, as they were on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from training.enums import TableState
from training.models import HourRule, HourRuleTable, RankName, RankPeriod, Target, TargetTable


@dataclass(frozen=True, slots=True)
class Place:
    """The group of ranks of a person on a day; ``joined_on`` where the person came from another group."""

    group_id: int | None
    joined_on: dt.date | None = None


class Targets:
    """The targets of all years, read once."""

    def __init__(self) -> None:
        rows = Target.objects.filter(table__state=TableState.IN_FORCE).select_related("table", "group")
        self._rows = list(rows.order_by("table__name", "-table__effective_from", "sort_order", "pk"))

    def of(self, group_id: int | None, *, year: int) -> list[Target]:
        """Targets of a group in a year: those in force on its last day, yearly ones first."""
        on = dt.date(year, 12, 31)
        found = [row for row in self._rows if row.group_id in (None, group_id) and is_in_force(row.table, on)]
        return sorted(found, key=lambda row: (row.period != "year", row.category, row.pk))


def is_in_force(table: TargetTable | HourRuleTable, on: dt.date) -> bool:
    """Whether a table that was put in force holds on a day."""
    return table.effective_from <= on and (table.effective_to is None or on < table.effective_to)


def caps_of(years: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """Caps of each source in each of the years, by the tables in force on its last day; one query."""
    rows = HourRule.objects.filter(
        table__state=TableState.IN_FORCE, cap_per_year__isnull=False
    ).select_related("table")
    caps: dict[int, dict[str, Decimal]] = {year: {} for year in years}
    for row in rows.order_by("-table__effective_from", "table_id", "sort_order", "pk"):
        for year, found in caps.items():
            if row.cap_per_year is not None and is_in_force(row.table, dt.date(year, 12, 31)):
                found.setdefault(row.source, row.cap_per_year)
    return caps


def places_of(people: Iterable[User], *, on: dt.date) -> dict[int, Place]:
    """The group of each person on a day: as recorded, else by the rank in the account; two queries.

    A day before the first record has the group of that record: earlier ones are not known.
    """
    people = list(people)
    groups = dict(RankName.objects.values_list("text", "group_id"))
    periods: dict[int, list[RankPeriod]] = defaultdict(list)
    for period in RankPeriod.objects.filter(learner__in=[person.pk for person in people]).order_by("from_on"):
        periods[period.learner_id].append(period)
    return {person.pk: _place(periods[person.pk], groups.get(person.rank.strip()), on) for person in people}


def _place(periods: list[RankPeriod], now: int | None, on: dt.date) -> Place:
    if not periods:
        return Place(now)
    held = [period for period in periods if period.from_on <= on] or periods[:1]
    came = len(held) > 1
    return Place(held[-1].group_id, held[-1].from_on if came else None)
