"""A whole edition as its page shows it, in the time its rule has gone through."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from content.grammar.parser import parse
from content.grammar.rows import flatten
from content.models import EditionPage, Provision, RulePage
from content.selectors.citations import count_backlinks, links_of
from content.selectors.reading import Reading, build_reading
from content.selectors.rules import EditionEntry, Timeline, get_timeline, rule_of, sole_entry

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class WholeText:
    """The text of one edition. ``citing`` counts by article the readable places that cite it."""

    timeline: Timeline
    entry: EditionEntry
    reading: Reading
    citing: Counter[str]

    @property
    def rule(self) -> RulePage:
        return self.timeline.rule

    @property
    def comparable(self) -> list[EditionEntry]:
        """The editions that have a text to be compared, the latest first."""
        return [entry for entry in self.timeline.entries if entry.has_text]

    @property
    def most_cited(self) -> list[tuple[str, str, int]]:
        """Articles that are cited, the most cited first: stable id, label, count; at most twelve."""
        labels = {block.eid: block.label for block in self.reading.blocks}
        cited = ((eid, labels[eid], count) for eid, count in self.citing.most_common() if eid in labels)
        return list(cited)[:12]


def get_rule_text(rule: RulePage, *, user: User | AnonymousUser, on: date) -> WholeText | None:
    """The edition in force on the day, else the last one there is; None while nothing is published."""
    timeline = get_timeline(rule, user=user, on=on)
    entry = timeline.current or timeline.latest
    return _whole(timeline, entry, user) if entry else None


def get_text_in_force(timeline: Timeline, *, user: User | AnonymousUser) -> WholeText | None:
    """The edition in force on the timeline's day; None where there was none, never another text."""
    return _whole(timeline, timeline.current, user) if timeline.current else None


def get_edition_text(edition: EditionPage, *, user: User | AnonymousUser, on: date) -> WholeText | None:
    """One published edition; None where ``user`` may not read it."""
    timeline = get_timeline(rule_of(edition), user=user, on=on)
    entry = timeline.entry_for(edition)
    return _whole(timeline, entry, user) if entry else None


def get_draft_text(edition: EditionPage, *, on: date) -> WholeText:
    """A draft read from its own text, as a preview shows it: nothing derived is stored for it yet."""
    timeline = sole_entry(rule_of(edition), edition, on=on)
    reading = build_reading(flatten(parse(edition.text, grammar=edition.grammar)))
    return WholeText(timeline, timeline.entries[0], reading, Counter())


def _whole(timeline: Timeline, entry: EditionEntry, user: User | AnonymousUser) -> WholeText:
    rows = Provision.objects.filter(page_id=entry.page.pk).order_by("order")
    reading = build_reading(rows, links_of(entry.page, user=user))
    return WholeText(timeline, entry, reading, count_backlinks(timeline.rule, entry.page, user=user))
