"""The counted lists of the rules base; dated lists are in ``columns``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from common import generation
from content.enums import LevelOfEffect
from content.models import BasePage, EditionPage, RulePage
from content.selectors.rules import RuleEntry, list_rules
from content.selectors.visibility import hidden_paths, visible_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many rules of one level of effect there are to read."""

    level: LevelOfEffect
    count: int


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one level of effect."""

    level: LevelOfEffect
    entries: tuple[RuleEntry, ...]


def count_levels(*, user: User | AnonymousUser) -> list[LevelCount]:
    """Levels of effect that have rules with a readable edition, highest first.

    Kept until something changes.
    """
    key = ("content.levels", hidden_paths(user))  # who may read the same sees the same counts
    return list(generation.keep(key, lambda: tuple(_count_levels(user))))


def _count_levels(user: User | AnonymousUser) -> list[LevelCount]:
    with_text = {path[: -BasePage.steplen] for path in _paths(visible_pages(user, EditionPage.objects.all()))}
    rules = visible_pages(user, RulePage.objects.all()).values_list("path", "level_of_effect")
    counts = Counter(level for path, level in rules if path in with_text)
    return [LevelCount(level, counts[level]) for level in LevelOfEffect if counts[level]]


def group_rules(*, user: User | AnonymousUser, on: date, level: str = "") -> list[RuleGroup]:
    """Rules with a readable edition by level of effect, highest first.

    Args:
        level: one level only; an unknown one gives nothing.
    """
    entries = [entry for entry in list_rules(user=user, on=on, level=level) if entry.edition is not None]
    groups = ((known, _of_level(entries, known)) for known in LevelOfEffect)
    return [RuleGroup(known, found) for known, found in groups if found]


def _paths(pages: Iterable[BasePage]) -> Iterable[str]:
    return pages.values_list("path", flat=True)  # type: ignore[attr-defined]


def _of_level(entries: list[RuleEntry], level: LevelOfEffect) -> tuple[RuleEntry, ...]:
    return tuple(entry for entry in entries if entry.rule.level_of_effect == level)
