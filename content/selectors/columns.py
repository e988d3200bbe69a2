"""Dated lists of any length: a column's children, or what a saved query finds, paged by key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from wagtail.models import Site

from content.models import BasePage, Listing
from content.models.column import SavedQuery
from content.selectors.visibility import reachable_listings

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class ColumnSlice:
    """A stretch of a dated list; ``next_key`` leads to the older lines, "" at the end."""

    lines: tuple[Listing, ...]
    next_key: str
    is_first: bool
    key_was_bad: bool = False


def list_children(
    column: BasePage, *, user: User | AnonymousUser, before: str = "", size: int = PAGE_SIZE
) -> ColumnSlice:
    """The pages below a column, newest first, from behind the one that ``before`` names."""
    return _slice(reachable_listings(user, Listing.objects.filter(column_id=column.pk)), before, size)


def list_query(
    query: SavedQuery, *, user: User | AnonymousUser, before: str = "", size: int = PAGE_SIZE
) -> ColumnSlice:
    """What a saved query finds, newest first."""
    return _slice(reachable_listings(user, Listing.objects.filter(condition_of(query))), before, size)


def list_latest_lines(
    *, user: User | AnonymousUser, kinds: Iterable[str] = (), limit: int = 8
) -> list[Listing]:
    """What was published here last, of some kinds or of all; of one day the younger document first."""
    lines = reachable_listings(user, Listing.objects.all())
    wanted = list(kinds)
    if wanted:
        lines = lines.filter(kind__in=wanted)
    return list(lines.order_by("-published_on", "-listed_on", "-page")[:limit])


def list_item_lines(
    target_list: int, number: int, *, user: User | AnonymousUser, kinds: Sequence[str]
) -> list[Listing]:
    """The pages of some kinds that belong to an item of a prohibition list, newest first."""
    of_item = Q(items__target_list_id=target_list, items__target_number=number)
    lines = reachable_listings(user, Listing.objects.filter(of_item, kind__in=kinds))
    return list(lines.order_by("-listed_on", "-page"))


def condition_of(query: SavedQuery) -> Q:
    """The conditions of a saved query; all of them must hold."""
    condition = Q()
    if query.kinds:
        condition &= Q(kind__in=query.kinds)
    if query.query_tag:
        condition &= Q(tags__name=query.query_tag)
    if query.query_region:
        condition &= Q(region=query.query_region)
    if query.query_year:
        condition &= Q(year=query.query_year)
    if query.query_list_id:
        of_item = {"items__target_list_id": query.query_list_id}
        if query.query_item:
            of_item["items__target_number"] = query.query_item
        condition &= Q(**of_item)
    return condition


def address_of(line: Listing) -> str:
    """The address of a listed page within its site."""
    for _site_id, root_path, root_url, _language in Site.get_site_root_paths():
        if line.url_path.startswith(root_path):
            relative = line.url_path[len(root_path) :]
            return f"/{relative}" if len(Site.get_site_root_paths()) == 1 else f"{root_url}/{relative}"
    return ""


def write_key(line: Listing) -> str:
    """Where a line stands in a dated list: 2026-11-18-123."""
    return f"{line.listed_on.isoformat()}-{line.page_id}"


def read_key(words: str) -> tuple[date, int] | None:
    """The place a key names, None for anything else."""
    day, _dash, number = words.rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def _slice(lines: QuerySet[Listing], before: str, size: int) -> ColumnSlice:
    key = read_key(before) if before else None
    if key is not None:
        day, pk = key
        lines = lines.filter(Q(listed_on__lt=day) | Q(listed_on=day, page_id__lt=pk))
    rows = list(lines.distinct().order_by("-listed_on", "-page")[: size + 1])
    shown = rows[:size]
    next_key = write_key(shown[-1]) if len(rows) > size else ""
    return ColumnSlice(tuple(shown), next_key, key is None, bool(before) and key is None)
