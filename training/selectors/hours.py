"""Where people stand with their hours."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from accounts.models import User
from training.counting.converting import CENT
from training.counting.standing import Counter, Credit, capped, count, same_target
from training.models import CreditEntry
from training.selectors.targets import Place, Targets, caps_of, places_of

# A period of five years, and the year before that of which something may go over.
_YEARS_BACK = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's targets of a year. ``credits`` are what counts, after caps."""

    learner: User
    year: int
    group_id: int | None
    counters: tuple[Counter, ...]
    credits: tuple[Credit, ...]

    @property
    def owed(self) -> Decimal:
        """Hours still owed in this year, over all yearly targets."""
        return sum((counter.owed for counter in self.yearly), Decimal(0))

    @property
    def yearly(self) -> list[Counter]:
        """The targets of the year itself."""
        return [counter for counter in self.counters if counter.first_year == counter.last_year]

    @property
    def is_behind(self) -> bool:
        """Whether a target is not met yet."""
        return any(not counter.is_met for counter in self.counters)


def standing_of(learner: User, *, year: int, today: dt.date) -> Standing:
    """One person's standing in a year: five queries."""
    return standings_of([learner], year=year, today=today)[0]


def standings_of(people: Sequence[User], *, year: int, today: dt.date) -> list[Standing]:
    """The standing of each of these people, in their order; five queries whatever their number.

    The targets are those in force on the last day of the year, for the group a person is in on that day
    (today, while the year lasts): docs/decisions/0021-hours.md.
    """
    last_day = dt.date(year, 12, 31)
    places = places_of(people, on=min(today, last_day))
    targets, caps = Targets(), caps_of(range(year - _YEARS_BACK, year + 1))
    credits = credits_of([person.pk for person in people], years=(year - _YEARS_BACK, year))
    return [
        _standing(person, places[person.pk], targets, capped(credits[person.pk], caps), year)
        for person in people
    ]


def credits_of(learner_ids: Iterable[int], *, years: tuple[int, int]) -> dict[int, list[Credit]]:
    """The ledger of these people in sums by year, category, source and nature; before caps. One query."""
    rows = CreditEntry.objects.filter(learner_id__in=list(learner_ids), year__range=years)
    sums = rows.values("learner_id", "year", "category", "source", "nature").annotate(
        total_hours=Sum("hours"), total_days=Sum("days")
    )
    found: dict[int, list[Credit]] = defaultdict(list)
    for row in sums.order_by():
        found[row["learner_id"]].append(
            Credit(
                year=row["year"],
                category=row["category"],
                source=row["source"],
                nature=row["nature"],
                hours=Decimal(row["total_hours"]).quantize(CENT),
                days=Decimal(row["total_days"]).quantize(CENT),
            )
        )
    return found


def _standing(person: User, place: Place, targets: Targets, credits: Sequence[Credit], year: int) -> Standing:
    former = targets.of(place.group_id, year=year - 1)
    counters = tuple(
        count(
            target,
            credits,
            year=year,
            former=same_target(target, former),
            joined_on=place.joined_on if target.group_id is not None else None,
        )
        for target in targets.of(place.group_id, year=year)
    )
    return Standing(person, year, place.group_id, counters, tuple(credits))
