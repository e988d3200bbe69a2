"""What applies an item of a prohibition list: cases, materials and courses, policies.

Cases, materials and courses name their items. Policies do not: those are shown that cite an article the
item rests on.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Count

from common import generation
from content.enums import CitationState, ListingKind
from content.models import CaseIndexPage, Citation, Listing, ListingItem, ProhibitionListPage
from content.selectors.citations import article_of, leading_to
from content.selectors.columns import get_column, list_item_lines
from content.selectors.visibility import hidden_paths, reachable_listings, with_visible

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

SHOWN = 5
_Articles = frozenset[tuple[int, int, str]]
LineCounts = dict[str, dict[int, int]]  # kind of listing, number of the item


@dataclass(frozen=True, slots=True)
class ItemUses:
    """The latest pages that apply an item; ``case_count`` counts all cases."""

    cases: tuple[Listing, ...]
    case_count: int
    cases_url: str
    materials: tuple[Listing, ...]
    courses: tuple[Listing, ...]
    policies: tuple[Listing, ...]


def get_item_uses(page: ProhibitionListPage, number: int, *, user: User | AnonymousUser) -> ItemUses:
    """What applies one item, as far as ``user`` may read it; a fixed number of queries."""
    counts = count_lines(page, user=user)
    case_count = counts[ListingKind.CASE].get(number, 0)
    shown = {
        kind: tuple(list_item_lines(page.pk, number, user=user, kinds=[kind], limit=SHOWN))
        for kind in (ListingKind.CASE, ListingKind.MATERIAL, ListingKind.COURSE)
        if kind == ListingKind.MATERIAL or counts[kind].get(number)
    }
    column = get_column(CaseIndexPage, user=user) if case_count else None
    return ItemUses(
        cases=shown.get(ListingKind.CASE, ()),
        case_count=case_count,
        cases_url=(column.url or "") if column else "",
        materials=shown[ListingKind.MATERIAL],
        courses=shown.get(ListingKind.COURSE, ()),
        policies=tuple(_policies(page, number, user)),
    )


def count_lines(page: ProhibitionListPage, *, user: User | AnonymousUser) -> LineCounts:
    """How many cases broke each item and how many courses teach it, of what ``user`` may read; one query."""
    lines = reachable_listings(user, Listing.objects.filter(kind__in=(ListingKind.CASE, ListingKind.COURSE)))
    rows = ListingItem.objects.filter(target_list_id=page.pk, listing__in=lines)
    counts = rows.values_list("listing__kind", "target_number").annotate(Count("listing")).order_by()
    key = ("content.item_counts", page.pk, hidden_paths(user))
    found: LineCounts = defaultdict(dict)
    for kind, number, count in generation.keep(key, lambda: tuple(counts)):
        found[kind][number] = count
    return found


def _policies(page: ProhibitionListPage, number: int, user: User | AnonymousUser) -> list[Listing]:
    articles = articles_of_items(page, user=user).get(f"item-{number}")
    if not articles:
        return []
    # The edition says which rule it is of.
    of_basis = reduce(or_, (leading_to(*place) for place in sorted({place[1:] for place in articles})))
    citing = Citation.objects.filter(of_basis, state=CitationState.RESOLVED).order_by()
    policies = Listing.objects.filter(kind=ListingKind.POLICY, page_id__in=citing.values("source_id"))
    return list(reachable_listings(user, policies).order_by("-listed_on", "-page_id")[:SHOWN])


def articles_of_items(page: ProhibitionListPage, *, user: User | AnonymousUser) -> dict[str, _Articles]:
    """By item: the articles (rule, edition, stable id) it rests on, of what ``user`` may read; kept."""
    return generation.keep(("content.item_basis", page.pk, hidden_paths(user)), lambda: _articles(page, user))


def _articles(page: ProhibitionListPage, user: User | AnonymousUser) -> dict[str, _Articles]:
    own = Citation.objects.filter(source_id=page.pk, state=CitationState.RESOLVED)
    rows = with_visible(user, own, "target_edition")
    found: dict[str, set[tuple[int, int, str]]] = defaultdict(set)
    fields = ("source_eid", "target_rule_id", "target_edition_id", "target_eid")
    for item, rule, edition, eid in rows.values_list(*fields):
        found[item].add((rule, edition, article_of(eid)))
    return {item: frozenset(articles) for item, articles in found.items()}
