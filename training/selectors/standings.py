"""Where the people of a trainer stand: paged by key, computed for the page alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import OrgUnit, User
from common.numbers import key
from training.models import RankName, RankPeriod
from training.rules import training_path
from training.selectors.hours import Standing, standings_of

PAGE = 50
_SLICE = 500
# One page looks no further than this for people who are behind; the next one goes on from there.
MOST_LOOKED_AT = 3000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people: of the subtree at a path ("" everybody), of a group of ranks, behind, by name."""

    path: str
    year: int
    group_id: int | None = None
    only_behind: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class StandingPage:
    """A page; ``after`` is where the next begins, None at the end. ``looked_at`` people were computed."""

    rows: list[Standing]
    after: int | None
    looked_at: int


def standings_page(wanted: Wanted, *, after: int, today: dt.date, size: int = PAGE) -> StandingPage:
    """The next people in the order of their numbers; seven queries for each slice of people looked at."""
    rows: list[Standing] = []
    looked_at = 0
    step = _SLICE if wanted.only_behind or wanted.group_id is not None else size + 1
    while looked_at < MOST_LOOKED_AT:
        people = list(_people(wanted).filter(pk__gt=after)[:step])
        if not people:
            return StandingPage(rows, None, looked_at)
        for standing in standings_of(people, year=wanted.year, today=today):
            if len(rows) == size:
                return StandingPage(rows, after, looked_at)
            looked_at += 1
            after = standing.learner.pk
            if _fits(standing, wanted):
                rows.append(standing)
        if len(people) < step:
            return StandingPage(rows, None, looked_at)
    return StandingPage(rows, after, looked_at)


def person_in_scope(user: User | Any, learner_id: int) -> User | None:
    """One of the people somebody looks after in training; None for others."""
    path = training_path(user)
    if path is None:
        return None
    people = User.objects.select_related("unit").filter(pk=learner_id)
    return people.filter(unit__path__startswith=path).first() if path else people.first()


def units_below(path: str) -> list[OrgUnit]:
    """The unit at a path and those directly below it; the roots where the path is everything."""
    if not path:
        return list(OrgUnit.objects.filter(depth=1, valid_to__isnull=True).order_by("path"))
    depth = len(path) // OrgUnit.steplen
    rows = OrgUnit.objects.filter(path__startswith=path, depth__lte=depth + 1)
    return list(rows.filter(Q(valid_to__isnull=True) | Q(path=path)).order_by("path"))


def unit_within(path: str, unit_id: str) -> OrgUnit | None:
    """A unit of the subtree by its number as an address has it; None where there is none."""
    return OrgUnit.objects.filter(pk=key(unit_id), path__startswith=path).first()


def unmapped_ranks() -> list[tuple[str, int]]:
    """Ranks that stand in accounts and belong to no group, with how many people have them; at most fifty."""
    rows = (
        User.objects.filter(is_active=True).exclude(rank="").exclude(rank__in=RankName.objects.values("text"))
    )
    counted = rows.values_list("rank").annotate(number=Count("pk")).order_by("-number", "rank")
    return list(counted[:50])


def _people(wanted: Wanted) -> QuerySet[User]:
    people = User.objects.filter(is_active=True, unit__isnull=False).select_related("unit").order_by("pk")
    if wanted.path:
        people = people.filter(unit__path__startswith=wanted.path)
    if wanted.words:
        people = people.filter(Q(name__icontains=wanted.words) | Q(staff_number__iexact=wanted.words))
    if wanted.group_id is not None:
        ranks = RankName.objects.filter(group_id=wanted.group_id).values("text")
        recorded = RankPeriod.objects.filter(learner=OuterRef("pk"), group_id=wanted.group_id)
        people = people.filter(Q(rank__in=ranks) | Exists(recorded))
    return people


def _fits(standing: Standing, wanted: Wanted) -> bool:
    if wanted.group_id is not None and standing.group_id != wanted.group_id:
        return False
    return standing.is_behind or not wanted.only_behind
