"""The dated and counted lists of the home page and the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from content.enums import ChangeKind, LevelOfEffect
from content.models import BasePage, EditionPage, PolicyPage, RulePage
from content.selectors.rules import RuleEntry, list_rules
from content.selectors.visibility import reachable_pages, visible_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """One line of 最新发布."""

    kind: str
    page: BasePage
    published_on: date


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


@dataclass(frozen=True, slots=True)
class PolicySlice:
    """A stretch of the dated list; ``next_key`` leads to the older ones, "" at the end."""

    policies: tuple[PolicyPage, ...]
    next_key: str
    is_first: bool
    key_was_bad: bool = False


def list_latest(*, user: User | AnonymousUser, limit: int = 8) -> list[NewsEntry]:
    """What was published last, rules and policy texts; of one day the younger document first."""
    editions = _latest(reachable_pages(user, EditionPage.objects.defer("text")), "promulgation_date", limit)
    policies = _latest(reachable_pages(user, PolicyPage.objects.defer("text")), "signed_date", limit)
    dated = [(page.first_published_at, page.promulgation_date, page) for page in editions]
    dated += [(page.first_published_at, page.signed_date, page) for page in policies]
    dated.sort(key=lambda entry: (timezone.localdate(entry[0]), entry[1], entry[2].pk), reverse=True)
    return [NewsEntry(_news_kind(page), page, timezone.localdate(at)) for at, _day, page in dated[:limit]]


def count_levels(*, user: User | AnonymousUser) -> list[LevelCount]:
    """Levels of effect that have rules with a readable edition, highest first; a fixed number of queries."""
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


def list_policies(*, user: User | AnonymousUser, before: str = "", size: int = PAGE_SIZE) -> PolicySlice:
    """Policy texts, newest first, from behind the one that ``before`` names.

    Args:
        before: the ``next_key`` of the stretch shown before; a broken one gives the first and says so.
    """
    key = read_key(before) if before else None
    policies = visible_pages(user, PolicyPage.objects.defer("text"))
    if key is not None:
        day, pk = key
        policies = policies.filter(Q(signed_date__lt=day) | Q(signed_date=day, pk__lt=pk))
    rows = list(policies.order_by("-signed_date", "-pk")[: size + 1])
    shown = rows[:size]
    next_key = write_key(shown[-1]) if len(rows) > size else ""
    return PolicySlice(tuple(shown), next_key, key is None, bool(before) and key is None)


def write_key(page: PolicyPage) -> str:
    """Where a policy text stands in the dated list: 2026-11-18-123."""
    return f"{page.signed_date.isoformat()}-{page.pk}"


def read_key(words: str) -> tuple[date, int] | None:
    """The place a key names, None for anything else."""
    day, _dash, number = words.rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def _latest(pages: Iterable[BasePage], day_field: str, limit: int) -> list[BasePage]:
    published = pages.filter(first_published_at__isnull=False)  # type: ignore[attr-defined]
    day = TruncDate("first_published_at")
    return list(published.order_by(day.desc(), F(day_field).desc(), "-pk")[:limit])


def _news_kind(page: BasePage) -> str:
    if isinstance(page, PolicyPage):
        return _("政策文件")
    if isinstance(page, EditionPage) and page.change_kind != ChangeKind.ENACTMENT:
        return _("规则更新")
    return _("规则")


def _paths(pages: Iterable[BasePage]) -> Iterable[str]:
    return pages.values_list("path", flat=True)  # type: ignore[attr-defined]


def _of_level(entries: list[RuleEntry], level: LevelOfEffect) -> tuple[RuleEntry, ...]:
    return tuple(entry for entry in entries if entry.rule.level_of_effect == level)
