"""推荐: what editors put on top of the results of one query, kept by Wagtail's promoted results.

Wagtail compares queries by case and blanks alone, and counts how often each was asked; here they are compared
folded, as the rest of the search does it, and Wagtail's counts are not used.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wagtail.contrib.search_promotions.models import SearchPromotion

from common import generation
from content.models import BasePage
from content.selectors.visibility import reachable_pages
from search.analysis.folding import fold

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_QUOTES = str.maketrans(dict.fromkeys("\"'“”„‟‘’「」", " "))


@dataclass(frozen=True, slots=True)
class Pinned:
    """A page (``page_id``), or an address outside the portal."""

    title: str
    url: str
    description: str
    page_id: int | None = None


def pinned_for(typed: str, user: User | AnonymousUser) -> tuple[Pinned, ...]:
    """What is recommended for a query, as far as ``user`` may read it; one query where there is a page."""
    found = generation.keep("search.pinned", _by_query).get(query_key(typed), ())
    wanted = [pinned.page_id for pinned in found if pinned.page_id]
    pages: dict[int, BasePage] = {}
    if wanted:
        pages = reachable_pages(user, BasePage.objects.filter(pk__in=wanted)).in_bulk()
    shown = []
    for pinned in found:
        page = pages.get(pinned.page_id) if pinned.page_id else None
        if page is not None:
            shown.append(replace(pinned, title=page.title, url=page.url or ""))
        elif pinned.page_id is None:
            shown.append(pinned)
    return tuple(shown)


def query_key(typed: str) -> str:
    """What two ways to type the same query have in common."""
    return " ".join(fold(typed).translate(_QUOTES).split())


def _by_query() -> dict[str, tuple[Pinned, ...]]:
    rows: dict[str, list[Pinned]] = defaultdict(list)
    promotions = SearchPromotion.objects.order_by("query_id", "sort_order", "pk").values_list(
        "query__query_string", "page_id", "external_link_text", "external_link_url", "description"
    )
    for query, page_id, title, url, description in promotions:
        rows[query_key(query)].append(Pinned(title or url, url, description, page_id))
    return {query: tuple(pinned) for query, pinned in rows.items() if query}
