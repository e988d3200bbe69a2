"""Case notices: one of them with what it broke, and the column with its filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from common.numbers import number
from content.enums import ListingKind, Outcome
from content.models import BasePage, CasePage, Listing, ListingItem, ListingOutcome, ProhibitionListPage
from content.selectors.citations import links_of
from content.selectors.columns import ColumnSlice, slice_lines
from content.selectors.passages import BASIS, FACTS, WARNING
from content.selectors.prohibitions import Counterpart, find_items, get_front_list, list_entries
from content.selectors.reading import BasisLine, Link, Piece, basis_lines, cut_lines
from content.selectors.visibility import reachable_listings

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

RELATED = 5
MAX_REGION = 40

Lines = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A notice with its citations as links, the items it broke, and others that broke the same."""

    facts: Lines
    basis: tuple[BasisLine, ...]
    warning: Lines
    items: tuple[Counterpart, ...]
    related: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the column is narrowed to; a dimension without a value is not narrowed.

    ``item`` is a number of the list the campaign is taught by.
    """

    item: int = 0
    year: int = 0
    region: str = ""
    outcome: str = ""

    @classmethod
    def read(cls, *, item: str = "", year: str = "", region: str = "", outcome: str = "") -> Self:
        """Read the parameters of an address; what is not understood is as if absent."""
        return cls(
            item=number(item, most=9999) or 0,
            year=number(year, most=9999) or 0,
            region=region.replace("\x00", "").strip()[:MAX_REGION],
            outcome=outcome if outcome in Outcome.values else "",
        )

    @property
    def address(self) -> str:
        """The query part of the address that gives this filter; "" where nothing is narrowed."""
        given = [(name, value) for name, value in self.values().items() if value]
        return f"?{urlencode(given)}" if given else ""

    def values(self) -> dict[str, Any]:
        """The value of each dimension."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def toggled(self, name: str, value: Any) -> Self:
        """The same filter with one value put in, or taken out where it was in."""
        changes: dict[str, Any] = {name: type(value)() if getattr(self, name) == value else value}
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; ``address`` puts it in or takes it out."""

    label: str
    count: int
    is_chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One dimension of the filter with the values that find something under the others."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CaseColumn:
    """A stretch of the column, how many cases the filter finds, and where else it can lead."""

    slice: ColumnSlice
    total: int
    facets: tuple[Facet, ...]
    chosen: CaseFilter

    @property
    def chips(self) -> list[Choice]:
        """The values the column is narrowed to."""
        return [choice for facet in self.facets for choice in facet.choices if choice.is_chosen]

    @property
    def next_address(self) -> str:
        """The address of the older cases, with the same filter."""
        base = self.chosen.address
        return f"{base}{'&' if base else '?'}before={self.slice.next_key}"


def get_case(page: CasePage, *, user: User | AnonymousUser, is_draft: bool = False) -> CaseDetail:
    """What the page of a case shows beside its own fields; a fixed number of queries.

    Args:
        is_draft: the words are a draft's: citations derived from the published ones do not fit them.
    """
    links = {} if is_draft else links_of(page, user=user)
    keys = [(row.target_list_id, row.target_number) for row in page.items.all()]
    return CaseDetail(
        facts=_lines(page.facts, links.get(FACTS, ())),
        basis=basis_lines(page.broken_rules, links.get(BASIS, ())),
        warning=_lines(page.warning, links.get(WARNING, ())),
        items=tuple(find_items(keys, user=user)),
        related=tuple(_related(page, keys, user)),
    )


def get_case_column(
    column: BasePage, *, chosen: CaseFilter, user: User | AnonymousUser, before: str = ""
) -> CaseColumn:
    """The cases a filter finds, newest first, with the counts of every other choice."""
    front = get_front_list(user=user)
    if front is None:
        chosen = replace(chosen, item=0)
    lines = reachable_listings(user, Listing.objects.filter(column_id=column.pk, kind=ListingKind.CASE))
    conditions = _conditions(chosen, front)
    found = lines.filter(*conditions.values())
    counts = {
        name: _counts(name, lines.filter(*(q for other, q in conditions.items() if other != name)), front)
        for name in chosen.values()
    }
    labels: dict[str, dict[Any, str]] = {
        "item": _item_labels(front),
        "outcome": {code: str(Outcome(code).label) for code in Outcome.values},
        "year": {year: _("%(year)s 年") % {"year": year} for year in counts["year"]},
    }
    return CaseColumn(
        slice=slice_lines(found, before),
        total=found.count(),
        facets=tuple(
            Facet(name, str(title), _choices(name, counts[name], labels.get(name, {}), chosen))
            for name, title in _titles(front).items()
            if counts[name]
        ),
        chosen=chosen,
    )


def _titles(front: ProhibitionListPage | None) -> dict[str, str]:
    item = (front.short_title or front.generation) if front else ""
    return {"item": item, "year": _("发生年份"), "region": _("发生区域"), "outcome": _("处理结果")}


def _conditions(chosen: CaseFilter, front: ProhibitionListPage | None) -> dict[str, Q]:
    found: dict[str, Q] = {}
    if chosen.item and front is not None:
        rows = ListingItem.objects.filter(target_list_id=front.pk, target_number=chosen.item)
        found["item"] = Q(Exists(rows.filter(listing=OuterRef("pk"))))
    if chosen.year:
        found["year"] = Q(year=chosen.year)
    if chosen.region:
        found["region"] = Q(region=chosen.region)
    if chosen.outcome:
        followed = ListingOutcome.objects.filter(listing=OuterRef("pk"), outcome=chosen.outcome)
        found["outcome"] = Q(Exists(followed))
    return found


def _counts(name: str, lines: QuerySet[Listing], front: ProhibitionListPage | None) -> dict[Any, int]:
    """Cases by value of one dimension, in the order they are offered; one query."""
    if name == "item":
        if front is None:
            return {}
        rows = ListingItem.objects.filter(target_list_id=front.pk, listing__in=lines)
        return dict(rows.values_list("target_number").annotate(Count("listing")).order_by("target_number"))
    if name == "outcome":
        followed = ListingOutcome.objects.filter(listing__in=lines)
        by_code = dict(followed.values_list("outcome").annotate(Count("listing")).order_by())
        return {code: by_code[code] for code in Outcome.values if code in by_code}
    order = ("-year",) if name == "year" else ("-count", "region")
    pairs = lines.values_list(name).annotate(count=Count("pk")).order_by(*order)
    return {value: count for value, count in pairs if value}


def _choices(
    name: str, counts: dict[Any, int], labels: dict[Any, str], chosen: CaseFilter
) -> tuple[Choice, ...]:
    current = getattr(chosen, name)
    # A chosen value stays visible even where it finds nothing, or it could not be taken out here.
    values = [*counts, *([current] if current and current not in counts else [])]
    return tuple(
        Choice(
            label=labels.get(value, str(value)),
            count=counts.get(value, 0),
            is_chosen=value == current,
            address=chosen.toggled(name, value).address or "?",
        )
        for value in values
    )


def _item_labels(front: ProhibitionListPage | None) -> dict[int, str]:
    if front is None:
        return {}
    return {entry.item.number: f"{entry.numeral} {entry.item.heading}" for entry in list_entries(front)}


def _related(page: CasePage, keys: Sequence[tuple[int, int]], user: User | AnonymousUser) -> list[Listing]:
    if not keys:
        return []
    same = Q()
    for target_list, item in keys:
        same |= Q(target_list_id=target_list, target_number=item)
    others = Listing.objects.filter(kind=ListingKind.CASE).exclude(page_id=page.pk)
    lines = others.filter(Exists(ListingItem.objects.filter(same, listing=OuterRef("pk"))))
    return list(reachable_listings(user, lines).order_by("-listed_on", "-page_id")[:RELATED])


def _lines(text: str, links: Sequence[Link]) -> Lines:
    return tuple(cut_lines(text, links))
