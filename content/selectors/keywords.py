"""The words a page is found under, for the head of the page."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from content.models import (
    BasePage,
    CasePage,
    EventPage,
    ListingItem,
    ListingTag,
    MaterialPage,
    NewsPage,
    ProhibitionItem,
    ProhibitionListPage,
    RulePage,
    TopicPage,
)
from content.selectors.visibility import reachable_pages

# Kinds whose lines in the columns carry tags and items.
_LISTED = (CasePage, EventPage, MaterialPage, NewsPage, TopicPage)


def keywords_of(page: BasePage) -> list[str]:
    """Subject and short names of a rule; tags and items of the prohibition lists of what columns list.

    A page that is listed costs one query, any other none.
    """
    if isinstance(page, RulePage):
        return _once([page.subject, *page.names[1:]])
    if isinstance(page, _LISTED):
        return _once(_tags_and_items(page))
    return []


def _tags_and_items(page: BasePage) -> list[str]:
    anybody = AnonymousUser()  # the same words for all: they stand in what caches keep
    lists = reachable_pages(anybody, ProhibitionListPage.objects.all())
    belongs = ListingItem.objects.filter(
        listing_id=page.pk,
        target_list_id=OuterRef("page_id"),
        target_number=OuterRef("number"),
        target_list__in=lists.order_by().values("pk"),
    )
    tags = ListingTag.objects.filter(listing_id=page.pk).order_by().values_list("name")
    items = ProhibitionItem.objects.filter(Exists(belongs)).order_by().values_list("heading")
    return sorted(name for (name,) in tags.union(items))


def _once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))
