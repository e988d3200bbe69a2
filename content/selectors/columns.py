"""Dated lists of any length: a column's children, or what a saved query finds, paged by key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Site

from common import generation
from common.numbers import number
from content.addressing import site_roots
from content.enums import ListingKind
from content.models import (
    BasePage,
    CaseIndexPage,
    ColumnPage,
    EventIndexPage,
    Listing,
    ListingItem,
    ListingTag,
    MaterialIndexPage,
    NewsIndexPage,
    PolicyIndexPage,
    ProhibitionIndexPage,
    RuleIndexPage,
    TopicIndexPage,
)
from content.models.column import SavedQuery
from content.selectors.visibility import hidden_paths, reachable_listings, reachable_pages

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User

PAGE_SIZE = 20
# What the home page and the pages of items lead to.
COLUMNS = (
    CaseIndexPage,
    MaterialIndexPage,
    PolicyIndexPage,
    ProhibitionIndexPage,
    RuleIndexPage,
    TopicIndexPage,
)
# The columns with a feed.
DATED_COLUMNS = (
    CaseIndexPage,
    ColumnPage,
    EventIndexPage,
    MaterialIndexPage,
    NewsIndexPage,
    PolicyIndexPage,
    RuleIndexPage,
    TopicIndexPage,
)


@dataclass(frozen=True, slots=True)
class ColumnSlice:
    """A stretch of a dated list; ``next_key`` leads to the older lines, "" at the end."""

    lines: tuple[Listing, ...]
    next_key: str
    is_first: bool
    key_was_bad: bool = False


def get_column(model: type[BasePage], *, user: User | AnonymousUser) -> BasePage | None:
    """The column of that type, None where ``user`` reaches none; at most one query for all columns."""
    return generation.keep(("content.columns", hidden_paths(user)), lambda: _columns(user)).get(model)


def _columns(user: User | AnonymousUser) -> dict[type, BasePage]:
    types = ContentType.objects.get_for_models(*COLUMNS).values()
    # Sorted here: asked for in order, SQLite would walk through the whole tree.
    pages = reachable_pages(user, BasePage.objects.filter(content_type__in=types)).order_by()
    ordered = sorted(pages, key=lambda page: page.path, reverse=True)
    return {page.specific_class: page for page in ordered}  # of two, the first in the tree


def list_children(
    column: BasePage, *, user: User | AnonymousUser, before: str = "", size: int = PAGE_SIZE
) -> ColumnSlice:
    """The pages below a column, newest first, from behind the one that ``before`` names."""
    return slice_lines(reachable_listings(user, Listing.objects.filter(column_id=column.pk)), before, size)


def list_query(
    query: SavedQuery,
    *,
    user: User | AnonymousUser,
    before: str = "",
    size: int = PAGE_SIZE,
    without: Collection[int] = (),
) -> ColumnSlice:
    """What a saved query finds, newest first.

    Args:
        without: pages that are shown elsewhere.
    """
    lines = Listing.objects.filter(condition_of(query))
    if without:
        lines = lines.exclude(page_id__in=without)
    return slice_lines(reachable_listings(user, lines), before, size)


def list_latest_lines(
    *, user: User | AnonymousUser, without: Collection[str] = (), limit: int = 8
) -> list[Listing]:
    """What was published here last, of all kinds but some; of one day the younger document first."""
    lines = reachable_listings(user, Listing.objects.all())
    if without:
        # Said this way round the lines are read along the index of days, past the few that are left out.
        lines = lines.exclude(kind__in=without)
    return list(lines.order_by("-published_on", "-listed_on", "-page_id")[:limit])


def list_kind_lines(kind: str, *, user: User | AnonymousUser, limit: int = 8) -> list[Listing]:
    """The newest documents of one kind, wherever they stand."""
    lines = reachable_listings(user, Listing.objects.filter(kind=kind))
    return list(lines.order_by("-listed_on", "-page_id")[:limit])


def list_coming(*, user: User | AnonymousUser, on: date, limit: int = 3) -> list[Listing]:
    """The events that begin on ``on`` or later, the next one first."""
    events = reachable_listings(user, Listing.objects.filter(kind=ListingKind.EVENT, listed_on__gte=on))
    return list(events.order_by("listed_on", "page_id")[:limit])


def list_item_lines(
    target_list: int, number: int, *, user: User | AnonymousUser, kinds: Sequence[str], limit: int
) -> list[Listing]:
    """The latest pages of some kinds that belong to an item of a prohibition list, newest first."""
    of_item = Q(items__target_list_id=target_list, items__target_number=number)
    lines = reachable_listings(user, Listing.objects.filter(of_item, kind__in=kinds))
    return list(lines.order_by("-listed_on", "-page_id")[:limit])


def get_feed_column(request: HttpRequest, slug: str) -> BasePage | None:
    """The column of that name below the home page, if it has dated lines and anybody may read it."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    below = BasePage.objects.child_of(site.root_page).filter(slug=slug)
    page = reachable_pages(AnonymousUser(), below).first()
    specific = page.specific if page else None
    return specific if isinstance(specific, DATED_COLUMNS) else None


def list_feed_lines(column: BasePage | None, *, limit: int = PAGE_SIZE) -> list[Listing]:
    """What anybody may read of a column, or of the whole site, the newest first."""
    anybody = AnonymousUser()
    if column is None:
        return list_latest_lines(user=anybody, limit=limit)
    if isinstance(column, RuleIndexPage):  # whose lines are the editions, a level further down
        return list_kind_lines(ListingKind.RULE, user=anybody, limit=limit)
    if isinstance(column, ColumnPage):
        return list(list_query(column, user=anybody, size=limit).lines)
    return list(list_children(column, user=anybody, size=limit).lines)


def condition_of(query: SavedQuery) -> Q:
    """The conditions of a saved query; all of them must hold. None of them lists a page twice."""
    condition = Q()
    if query.kinds:
        condition &= Q(kind__in=query.kinds)
    if query.query_tag:
        condition &= Q(Exists(ListingTag.objects.filter(listing=OuterRef("pk"), name=query.query_tag)))
    if query.query_region:
        condition &= Q(region=query.query_region)
    if query.query_year:
        condition &= Q(year=query.query_year)
    if query.query_list_id:
        items = ListingItem.objects.filter(listing=OuterRef("pk"), target_list_id=query.query_list_id)
        if query.query_item:
            items = items.filter(target_number=query.query_item)
        condition &= Q(Exists(items))
    return condition


def address_of(line: Listing) -> str:
    """The address of a listed page within its site."""
    roots = site_roots()
    for _site_id, root_path, root_url, _language in roots:
        if line.url_path.startswith(root_path):
            relative = line.url_path[len(root_path) :]
            return f"/{relative}" if len(roots) == 1 else f"{root_url}/{relative}"
    return ""


def write_key(line: Listing) -> str:
    """Where a line stands in a dated list: 2026-11-18-123."""
    return f"{line.listed_on.isoformat()}-{line.page_id}"


def read_key(words: str) -> tuple[date, int] | None:
    """The place a key names, None for anything else."""
    day, _dash, word = words.rpartition("-")
    key = number(word)
    try:
        return (date.fromisoformat(day), key) if key is not None else None
    except ValueError:
        return None


def slice_lines(lines: QuerySet[Listing], before: str, size: int = PAGE_SIZE) -> ColumnSlice:
    """One stretch of the lines given; a broken ``before`` gives the first and says so."""
    key = read_key(before) if before else None
    if key is not None:
        day, pk = key
        # Not "earlier or (same day and smaller)": an OR would be answered by sorting all that is older.
        lines = lines.filter(listed_on__lte=day).exclude(listed_on=day, page_id__gte=pk)
    rows = list(lines.order_by("-listed_on", "-page_id")[: size + 1])
    shown = rows[:size]
    next_key = write_key(shown[-1]) if len(rows) > size else ""
    return ColumnSlice(tuple(shown), next_key, key is None, bool(before) and key is None)
