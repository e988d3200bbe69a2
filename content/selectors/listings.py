"""The counted lists of the rules base; dated lists are in ``columns``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from common import generation
from common.numbers import number
from content.enums import LevelOfEffect
from content.models import BasePage, EditionPage, RulePage
from content.selectors.rules import RuleEntry, list_rules_after
from content.selectors.visibility import hidden_paths, reachable_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

RULES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many rules of one level of effect there are to read."""

    level: LevelOfEffect
    count: int


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one level of effect that are shown; ``total`` counts all of that level."""

    level: LevelOfEffect
    entries: tuple[RuleEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class RuleSlice:
    """A stretch of the rules; ``next_key`` leads to those that follow, "" at the end."""

    groups: tuple[RuleGroup, ...]
    next_key: str
    is_first: bool
    key_was_bad: bool


def count_levels(*, user: User | AnonymousUser) -> list[LevelCount]:
    """Levels of effect that have rules with a readable edition, highest first.

    Kept until something changes.
    """
    key = ("content.levels", hidden_paths(user))  # who may read the same sees the same counts
    return list(generation.keep(key, lambda: tuple(_count_levels(user))))


def _count_levels(user: User | AnonymousUser) -> list[LevelCount]:
    with_text = {
        path[: -BasePage.steplen] for path in _paths(reachable_pages(user, EditionPage.objects.all()))
    }
    rules = reachable_pages(user, RulePage.objects.all()).values_list("path", "level_of_effect")
    counts = Counter(level for path, level in rules if path in with_text)
    return [LevelCount(level, counts[level]) for level in LevelOfEffect if counts[level]]


def slice_rules(*, user: User | AnonymousUser, on: date, level: str = "", after: str = "") -> RuleSlice:
    """Rules with a readable edition by level of effect, highest first, from behind the one ``after`` names.

    Args:
        level: one level only; an unknown one gives nothing.
        after: a broken key gives the first rules and says so.
    """
    key = number(after)
    found = _with_text(user, on, level, key)
    is_first = key is None or found is None
    if found is None:
        found = _with_text(user, on, level, None) or []
    shown = found[:RULES_SHOWN]
    return RuleSlice(
        groups=tuple(_groups(shown, user)),
        next_key=str(shown[-1].rule.pk) if len(found) > RULES_SHOWN else "",
        is_first=is_first,
        key_was_bad=bool(after) and is_first,
    )


def _with_text(user: User | AnonymousUser, on: date, level: str, after: int | None) -> list[RuleEntry] | None:
    """The next rules with a readable edition, one more than is shown; None: there is no rule ``after``."""
    entries: list[RuleEntry] = []
    while len(entries) <= RULES_SHOWN:
        found = list_rules_after(user=user, on=on, level=level, after=after, size=RULES_SHOWN + 1)
        if found is None:
            return None
        entries += [entry for entry in found if entry.edition is not None]
        if len(found) <= RULES_SHOWN:
            break
        after = found[-1].rule.pk
    return entries[: RULES_SHOWN + 1]


def _groups(entries: list[RuleEntry], user: User | AnonymousUser) -> Iterable[RuleGroup]:
    totals = {known.level: known.count for known in count_levels(user=user)}
    for level in LevelOfEffect:
        shown = tuple(entry for entry in entries if entry.rule.level_of_effect == level)
        if shown:
            yield RuleGroup(level, shown, totals.get(level, len(shown)))


def _paths(pages: Iterable[BasePage]) -> Iterable[str]:
    return pages.values_list("path", flat=True)  # type: ignore[attr-defined]
