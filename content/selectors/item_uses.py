"""What applies an item of a prohibition list: cases that broke it, materials that teach it, policies.

Cases and materials name their items. Policies do not: those are shown that cite an article the item rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Count

from content.enums import CitationState, ListingKind
from content.models import CaseIndexPage, Citation, Listing, ListingItem, ProhibitionListPage
from content.selectors.citations import article_of, near_article
from content.selectors.columns import list_item_lines
from content.selectors.visibility import reachable_listings, visible_pages, with_visible

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

SHOWN = 5


@dataclass(frozen=True, slots=True)
class ItemUses:
    """The latest pages that apply an item; ``case_count`` counts all cases."""

    cases: tuple[Listing, ...]
    case_count: int
    cases_url: str
    materials: tuple[Listing, ...]
    policies: tuple[Listing, ...]


def get_item_uses(page: ProhibitionListPage, number: int, *, user: User | AnonymousUser) -> ItemUses:
    """What applies one item, as far as ``user`` may read it; a fixed number of queries."""
    cases, materials = (
        tuple(list_item_lines(page.pk, number, user=user, kinds=[kind], limit=SHOWN))
        for kind in (ListingKind.CASE, ListingKind.MATERIAL)
    )
    column = visible_pages(user, CaseIndexPage.objects.all()).first() if cases else None
    return ItemUses(
        cases=cases,
        case_count=count_cases(page, user=user).get(number, 0) if cases else 0,
        cases_url=(column.url or "") if column else "",
        materials=materials,
        policies=tuple(_policies(page, number, user)),
    )


def count_cases(page: ProhibitionListPage, *, user: User | AnonymousUser) -> dict[int, int]:
    """By number of an item: the cases that broke it and that ``user`` may read; one query."""
    cases = reachable_listings(user, Listing.objects.filter(kind=ListingKind.CASE))
    rows = ListingItem.objects.filter(target_list_id=page.pk, listing__in=cases)
    return dict(rows.values_list("target_number").annotate(Count("listing")).order_by())


def _policies(page: ProhibitionListPage, number: int, user: User | AnonymousUser) -> list[Listing]:
    cited = with_visible(user, Citation.objects.filter(state=CitationState.RESOLVED), "target_edition")
    own = cited.filter(source_id=page.pk, source_eid=f"item-{number}")
    articles = {
        (edition, article_of(eid)) for edition, eid in own.values_list("target_edition_id", "target_eid")
    }
    if not articles:
        return []
    of_basis = reduce(or_, (near_article(*article) for article in sorted(articles)))
    rows = cited.filter(of_basis, source__listing__kind=ListingKind.POLICY)
    sources = {
        source
        for source, edition, eid in rows.values_list("source_id", "target_edition_id", "target_eid")
        if (edition, article_of(eid)) in articles
    }
    lines = reachable_listings(user, Listing.objects.filter(page_id__in=sources))
    return list(lines.order_by("-listed_on", "-page_id")[:SHOWN])
