"""What editors look at when a new edition is in force: who still cites the former one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from content.citing.writing import cite
from content.enums import CitationState
from content.models import BasePage, Citation, CitationCheck, EditionPage, ProvisionMatch, RulePage
from content.selectors.citations import article_of
from content.selectors.editing import editable_pages
from content.selectors.rules import edition_name, spans_of
from content.validity import edition_on

_Place = tuple[int, str]  # edition, provision
_Key = tuple[int, int, int, str]  # citing page, cited edition, edition in force, cited provision


@dataclass(frozen=True, slots=True)
class CitationToCheck:
    """A page that cites a provision of an edition no longer in force.

    ``suggestion`` is the number the provision has in the edition in force, "" where no counterpart was found.
    """

    source: BasePage
    quotes: tuple[str, ...]
    rule_title: str
    cited_edition: EditionPage
    cited_eid: str
    edition: EditionPage
    suggested_eid: str

    @property
    def cited(self) -> str:
        return place_name(self.cited_eid)

    @property
    def suggestion(self) -> str:
        return place_name(self.suggested_eid)

    @property
    def cited_name(self) -> str:
        return edition_name(self.cited_edition)

    @property
    def edition_name(self) -> str:
        return edition_name(self.edition)


def place_name(eid: str) -> str:
    """A provision as editors call it (第十七条第二款); "" for a whole rule."""
    try:
        return cite(None, eid) if eid else ""
    except ValueError:  # the preamble and the closing have no number
        return ""


def list_citations_to_check(user: Any, *, on: date) -> list[CitationToCheck]:
    """Citations in ``user``'s pages that lead to an edition no longer in force; a fixed number of queries.

    Citations inside the same rule, and in editions that are no longer in force themselves, need no check.
    """
    editions = _editions_by_rule()
    current = _current(editions, on)
    checked = set(CitationCheck.objects.values_list("source_id", "target_edition_id", "target_eid"))
    groups: dict[_Key, list[str]] = defaultdict(list)
    concerned: set[int] = set()
    for source, rule, cited, eid, quote in _outdated(user, current):
        edition = current[rule].pk
        if (source, edition, eid) not in checked:
            groups[source, cited, edition, eid].append(quote)
            concerned.update(page.pk for page in editions[rule])
    return _entries(groups, _onward(concerned)) if groups else []


def _editions_by_rule() -> dict[int, list[EditionPage]]:
    rules = dict(RulePage.objects.values_list("path", "pk"))
    by_rule: dict[int, list[EditionPage]] = defaultdict(list)
    for edition in EditionPage.objects.live().defer("text"):
        rule = rules.get(edition.path[: -edition.steplen])
        if rule is not None:
            by_rule[rule].append(edition)
    return by_rule


def _current(editions: dict[int, list[EditionPage]], on: date) -> dict[int, EditionPage]:
    """By rule: the live edition in force on the day, where there is one."""
    current: dict[int, EditionPage] = {}
    for rule, pages in editions.items():
        span = edition_on(on, spans_of(pages))
        if span is not None:
            current[rule] = next(page for page in pages if page.pk == span.pk)
    return current


def _outdated(user: Any, current: dict[int, EditionPage]) -> QuerySet[Citation, Any]:
    in_force = [edition.pk for edition in current.values()]
    former = EditionPage.objects.exclude(pk__in=in_force)
    return (
        Citation.objects.filter(state=CitationState.RESOLVED, source__live=True)
        .filter(target_rule__in=list(current), target_edition__isnull=False)
        .filter(source__in=editable_pages(user).values("pk"))
        .exclude(target_edition__in=in_force)
        .exclude(source__in=former.values("basepage_ptr"))
        .exclude(source__path__startswith=F("target_rule__path"))
        .order_by("source_id", "id")
        .values_list("source_id", "target_rule_id", "target_edition_id", "target_eid", "quote")
    )


def _entries(groups: dict[_Key, list[str]], onward: dict[_Place, _Place]) -> list[CitationToCheck]:
    wanted = {pk for source, old, new, _eid in groups for pk in (source, old, new)}
    pages = {page.pk: page for page in BasePage.objects.filter(pk__in=wanted).specific()}
    titles = _rule_titles(pages)
    return [
        CitationToCheck(
            source=pages[source],
            quotes=tuple(dict.fromkeys(quotes)),
            rule_title=titles.get(new, ""),
            cited_edition=pages[old],
            cited_eid=eid,
            edition=pages[new],
            suggested_eid=_follow((old, eid), new, onward),
        )
        for (source, old, new, eid), quotes in groups.items()
        if {source, old, new} <= pages.keys()
    ]


def _rule_titles(pages: dict[int, BasePage]) -> dict[int, str]:
    paths = {page.pk: page.path[: -page.steplen] for page in pages.values() if isinstance(page, EditionPage)}
    titles = dict(BasePage.objects.filter(path__in=set(paths.values())).values_list("path", "title"))
    return {pk: titles[path] for pk, path in paths.items() if path in titles}


def _onward(editions: set[int]) -> dict[_Place, _Place]:
    matches = ProvisionMatch.objects.filter(old_edition__in=editions)
    rows = matches.values_list("old_edition_id", "old_eid", "new_edition_id", "new_eid")
    return {(old, old_eid): (new, new_eid) for old, old_eid, new, new_eid in rows}


def _follow(start: _Place, edition: int, onward: dict[_Place, _Place]) -> str:
    """The provision of ``edition`` that continues ``start``: itself, or at least its article."""
    if not start[1]:
        return ""
    for eid in dict.fromkeys((start[1], article_of(start[1]))):
        place: _Place | None = (start[0], eid)
        while place is not None and place[0] != edition:
            place = onward.get(place)
        if place is not None:
            return place[1]
    return ""
