"""The figures of the case notices: by prohibition item, year, region and outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from content.enums import ListingKind, Outcome
from content.models import CaseIndexPage, CasePerson, Listing, ListingItem, ListingOutcome
from content.selectors.cases import CaseFilter
from content.selectors.prohibitions import get_front_list, list_entries
from content.selectors.visibility import reachable_listings

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_Lines = QuerySet[Listing]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table and bar of its chart; ``address`` leads to the cases counted, "" to none."""

    label: str
    cases: int
    people: int | None
    address: str

    @property
    def value(self) -> int:
        """What the bar shows: people where they are counted, else cases."""
        return self.cases if self.people is None else self.people


@dataclass(frozen=True, slots=True)
class Figures:
    """One table with its chart; where ``counts_people``, one person may have met several outcomes."""

    name: str
    title: str
    head: str
    rows: tuple[Row, ...]
    counts_people: bool = False


@dataclass(frozen=True, slots=True)
class CaseStatistics:
    """Every figure counts the cases one viewer may read, and no other."""

    cases: int
    people: int
    years: tuple[int, int] | None  # the first and the last
    tables: tuple[Figures, ...]


def get_case_statistics(column: CaseIndexPage, *, user: User | AnonymousUser) -> CaseStatistics:
    """All figures of the column; a fixed number of queries however many cases."""
    lines = reachable_listings(user, Listing.objects.filter(column_id=column.pk, kind=ListingKind.CASE))
    base = column.url or ""
    years = dict(lines.values_list("year").annotate(Count("pk")).order_by("year"))
    tables = (
        _by_item(lines, base, user),
        _by_year(years, base),
        _by_region(lines, base),
        _by_outcome(lines, base),
    )
    return CaseStatistics(
        cases=sum(years.values()),
        people=CasePerson.objects.filter(page_id__in=lines.values("page_id")).count(),
        years=(min(years), max(years)) if years else None,
        tables=tuple(table for table in tables if table is not None and table.rows),
    )


def _by_item(lines: _Lines, base: str, user: User | AnonymousUser) -> Figures | None:
    """Every item of the list the campaign is taught by, also those no case broke."""
    front = get_front_list(user=user)
    if front is None:
        return None
    found = ListingItem.objects.filter(target_list_id=front.pk, listing__in=lines)
    counts = dict(found.values_list("target_number").annotate(Count("listing")).order_by())
    rows = tuple(
        _row(entry.item.heading, counts.get(entry.item.number, 0), base, CaseFilter(item=entry.item.number))
        for entry in list_entries(front)
    )
    name = front.short_title or front.generation
    return Figures(
        "items", _("按%(name)s条目") % {"name": name}, _("条目"), rows if any(counts.values()) else ()
    )


def _by_year(years: dict[int, int], base: str) -> Figures:
    span = range(min(years), max(years) + 1) if years else range(0)
    rows = tuple(
        _row(_("%(year)s 年") % {"year": year}, years.get(year, 0), base, CaseFilter(year=year))
        for year in span
    )
    return Figures("years", _("按发生年份"), _("年份"), rows)


def _by_region(lines: _Lines, base: str) -> Figures:
    pairs = lines.exclude(region="").values_list("region").annotate(count=Count("pk"))
    rows = tuple(
        _row(region, count, base, CaseFilter(region=region))
        for region, count in pairs.order_by("-count", "region")
    )
    return Figures("regions", _("按发生区域"), _("区域"), rows)


def _by_outcome(lines: _Lines, base: str) -> Figures:
    found = ListingOutcome.objects.filter(listing__in=lines).values_list("outcome")
    counts = {
        code: (cases, people)
        for code, cases, people in found.annotate(Count("listing"), Sum("people")).order_by()
    }
    rows = tuple(
        _row(
            str(outcome.label),
            counts[outcome][0],
            base,
            CaseFilter(outcome=outcome.value),
            counts[outcome][1],
        )
        for outcome in Outcome
        if outcome in counts
    )
    return Figures("outcomes", _("按处理结果"), _("处理结果"), rows, counts_people=True)


def _row(label: str, cases: int, base: str, chosen: CaseFilter, people: int | None = None) -> Row:
    return Row(label, cases, people, f"{base}{chosen.address}" if cases else "")
