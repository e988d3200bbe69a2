"""Two editions of a rule side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.cache import cache

from content.comparing.comparison import Comparison, compare_texts
from content.grammar.parser import parse
from content.models import EditionPage, RulePage
from content.selectors.rules import EditionEntry, get_timeline

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# Part of the cache key: to be raised when the comparison itself changes.
_VERSION = 3
_KEPT = 7 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class EditionPair:
    """Two editions of one rule, the older first."""

    rule: RulePage
    old: EditionEntry
    new: EditionEntry


def list_comparable(rule: RulePage, *, user: User | AnonymousUser, on: date) -> list[EditionEntry]:
    """The editions ``user`` may read and that have a text, the latest first."""
    timeline = get_timeline(rule, user=user, on=on)
    return [entry for entry in timeline.entries if entry.has_text]


def find_pair(rule: RulePage, editions: list[EditionEntry], one: str, other: str) -> EditionPair | None:
    """The editions of these slugs in the order of time; None where a slug is not among ``editions``."""
    places = {entry.page.slug: place for place, entry in enumerate(editions)}
    if one not in places or other not in places:
        return None
    newer, older = sorted((places[one], places[other]))
    return EditionPair(rule, editions[older], editions[newer])


def compare_editions(pair: EditionPair) -> Comparison:
    """Compare the published texts of two editions; kept in the cache until one of them is published anew."""
    old, new = pair.old.page, pair.new.page
    if not (old.live_revision_id and new.live_revision_id):
        return _compare(old, new)
    key = f"comparison:{_VERSION}:{old.pk}.{old.live_revision_id}:{new.pk}.{new.live_revision_id}"
    found: Comparison | None = cache.get(key)
    if found is None:
        found = _compare(old, new)
        cache.set(key, found, _KEPT)
    return found


def _compare(old: EditionPage, new: EditionPage) -> Comparison:
    return compare_texts(parse(old.text, grammar=old.grammar), parse(new.text, grammar=new.grammar))
