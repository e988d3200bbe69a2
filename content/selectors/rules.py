"""Rules and their editions in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from content.enums import ChangeKind, LevelOfEffect, Status
from content.models import EditionPage, RulePage
from content.selectors.visibility import reachable_pages, readable_among
from content.validity import EditionSpan, end_of, in_order, status_of, status_of_rule

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


# What pages show of an edition. Its text is read as provisions; a column more costs every page of a rule.
_SHOWN = (
    *("title", "short_title", "slug", "path", "depth", "numchild", "url_path", "live", "content_type"),
    *("first_published_at", "last_published_at", "content_source", "document_number"),
    *("promulgation_date", "effective_date", "end_date", "change_kind", "alias_of"),
)


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """One edition as the timeline shows it; ``ends_on`` is the first day it is no longer in force."""

    page: EditionPage
    name: str
    starts_on: date
    starts_known: bool
    ends_on: date | None
    status: Status

    @property
    def has_text(self) -> bool:
        """Whether there is a text to read; a decision of repeal has none."""
        return self.page.change_kind != ChangeKind.REPEAL


@dataclass(frozen=True, slots=True)
class Timeline:
    """All readable editions of a rule, the latest first, seen from the day ``on``.

    What each is worth follows from the dates of all published ones: an edition that was replaced is no longer
    in force for anybody, also where the new text is not for everybody.
    """

    rule: RulePage
    on: date
    entries: tuple[EditionEntry, ...]
    status: Status

    @property
    def current(self) -> EditionEntry | None:
        """The edition in force on the day, if there is one and it may be read."""
        return next((entry for entry in self.entries if entry.status is Status.IN_FORCE), None)

    @property
    def is_withheld(self) -> bool:
        """Whether the edition in force on the day is not for this reader."""
        return self.status is Status.IN_FORCE and self.current is None

    @property
    def latest(self) -> EditionEntry | None:
        """The edition a reader is shown when none is in force: the last one with a text."""
        return next((entry for entry in self.entries if entry.has_text), None)

    def entry_for(self, page: EditionPage) -> EditionEntry | None:
        """The entry of one edition."""
        return next((entry for entry in self.entries if entry.page.pk == page.pk), None)

    def neighbors(self, page: EditionPage) -> tuple[EditionEntry | None, EditionEntry | None]:
        """The editions before and after this one."""
        position = next((i for i, entry in enumerate(self.entries) if entry.page.pk == page.pk), None)
        if position is None:
            return None, None
        earlier = self.entries[position + 1] if position + 1 < len(self.entries) else None
        return earlier, self.entries[position - 1] if position > 0 else None


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule in a list, with its status on the day and the edition to open.

    Where the edition in force is withheld the status is that of the edition shown.
    """

    rule: RulePage
    status: Status
    edition: EditionEntry | None
    editions: int


def edition_name(edition: EditionPage) -> str:
    """The short name readers know an edition by: 2026年修订版, 2019年版."""
    kind = ChangeKind(edition.change_kind)
    year = edition.promulgation_date.year
    return f"{year}年版" if kind is ChangeKind.ENACTMENT else f"{year}年{kind.label}版"


def rule_of(edition: EditionPage) -> RulePage:
    """The rule an edition is a text of; one query, none where the walk to the edition came by it."""
    above = vars(edition).get("_cached_parent_obj")
    if isinstance(above, RulePage) and above.path == edition.path[: -edition.steplen]:
        return above
    rule: RulePage = RulePage.objects.get(path=edition.path[: -edition.steplen])
    return rule


def spans_of(editions: list[EditionPage]) -> list[EditionSpan]:
    """The dates of editions, for ``content.validity``."""
    return [
        EditionSpan(page.pk, page.promulgation_date, page.effective_date, page.end_date, page.change_kind)
        for page in editions
    ]


def get_timeline(rule: RulePage, *, user: User | AnonymousUser, on: date) -> Timeline:
    """Editions of ``rule`` that ``user`` may read, seen from the day ``on``; a fixed number of queries."""
    editions = list(EditionPage.objects.child_of(rule).live().only(*_SHOWN).order_by())
    for edition in editions:
        edition._cached_parent_obj = rule  # spares a look-up per edition when its rule is asked for
    return _timeline(rule, readable_among(user, editions), spans_of(editions), on)


def sole_entry(rule: RulePage, edition: EditionPage, *, on: date) -> Timeline:
    """A timeline that knows one edition alone, published or not; for previews. No query."""
    return _timeline(rule, [edition], spans_of([edition]), on)


def list_rules(*, user: User | AnonymousUser, on: date) -> list[RuleEntry]:
    """All rules ``user`` may read, by level of effect and title; a fixed number of queries."""
    return _rule_entries(list(_ordered_rules(user)), EditionPage.objects.all(), user, on)


def list_rules_after(
    *, user: User | AnonymousUser, on: date, level: str = "", after: int | None = None, size: int
) -> list[RuleEntry] | None:
    """The next rules ``user`` may read, by level of effect and title; as dear with many rules as with few.

    Args:
        level: of one level only.
        after: the last rule shown before.

    Returns:
        At most ``size``; None where there is no rule ``after``.
    """
    rules = _ordered_rules(user)
    if level:
        rules = rules.filter(level_of_effect=level)
    if after is not None:
        last = _ordered_rules(user).filter(pk=after).first()
        if last is None:
            return None
        higher, same = Q(rank__gt=last.rank), Q(rank=last.rank)
        later = Q(title__gt=last.title) | Q(title=last.title, pk__gt=last.pk)
        rules = rules.filter(higher | (same & later))
    page = list(rules[:size])
    if not page:
        return []
    return _rule_entries(page, editions_below([rule.path for rule in page]), user, on)


def _ordered_rules(user: User | AnonymousUser) -> QuerySet[Any]:
    ranks = [When(level_of_effect=level, then=rank) for rank, level in enumerate(LevelOfEffect.values)]
    rank = Case(*ranks, default=len(ranks), output_field=IntegerField())
    return reachable_pages(user, RulePage.objects.annotate(rank=rank)).order_by("rank", "title", "pk")


def _rule_entries(
    rules: list[RulePage], editions: QuerySet[EditionPage], user: User | AnonymousUser, on: date
) -> list[RuleEntry]:
    published = editions_by_rule(editions.live().only(*_SHOWN).order_by())  # type: ignore[attr-defined]
    everyone = [page for pages in published.values() for page in pages]
    readable = editions_by_rule(readable_among(user, everyone))
    return [
        _rule_entry(rule, readable.get(rule.path, []), spans_of(published.get(rule.path, [])), on)
        for rule in rules
    ]


def editions_below(paths: Iterable[str]) -> QuerySet[EditionPage]:
    """The editions of the rules at these paths, at least one and not many: each is a condition of its own."""
    return EditionPage.objects.filter(reduce(or_, (Q(path__startswith=path) for path in paths)))


def editions_by_rule(editions: Iterable[EditionPage]) -> dict[str, list[EditionPage]]:
    """Editions by the path of their rule."""
    found: dict[str, list[EditionPage]] = {}
    for edition in editions:
        found.setdefault(edition.path[: -edition.steplen], []).append(edition)
    return found


def _timeline(rule: RulePage, readable: list[EditionPage], spans: list[EditionSpan], on: date) -> Timeline:
    pages = {page.pk: page for page in readable}
    entries = [
        _entry(pages[span.pk], span, spans, on) for span in reversed(in_order(spans)) if span.pk in pages
    ]
    return Timeline(rule, on, tuple(entries), status_of_rule(spans, on))


def _entry(page: EditionPage, span: EditionSpan, spans: list[EditionSpan], on: date) -> EditionEntry:
    return EditionEntry(
        page=page,
        name=edition_name(page),
        starts_on=span.starts_on,
        starts_known=span.effective_on is not None,
        ends_on=end_of(span, spans),
        status=status_of(span, spans, on),
    )


def _rule_entry(rule: RulePage, readable: list[EditionPage], spans: list[EditionSpan], on: date) -> RuleEntry:
    timeline = _timeline(rule, readable, spans, on)
    shown = timeline.current or (timeline.entries[0] if timeline.entries else None)
    status = shown.status if shown and timeline.is_withheld else timeline.status
    return RuleEntry(rule, status, shown, len(timeline.entries))
