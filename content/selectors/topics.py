"""Special topics: the pages an editor chose, and the pictures of the cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from wagtail.images import get_image_model
from wagtail.images.shortcuts import get_rendition_or_not_found

from content.models import BasePage, Listing, TopicPage
from content.selectors.columns import address_of
from content.selectors.files import open_images
from content.selectors.visibility import reachable_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

CARD_PICTURE = "fill-640x320"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A page an editor put first; ``day`` is None for pages that stand in no dated list."""

    kind: str
    title: str
    url: str
    summary: str
    day: date | None


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A topic in the list of topics; ``picture`` is a rendition or None."""

    line: Listing
    url: str
    picture: object | None


def list_chosen(topic: TopicPage, *, user: User | AnonymousUser) -> list[Chosen]:
    """The chosen pages ``user`` may read, in the editor's order; two queries."""
    order = [choice.page_id for choice in topic.choices.all()]
    pages = reachable_pages(user, BasePage.objects.filter(pk__in=order)).select_related("listing")
    found = {page.pk: page for page in pages}
    return [_chosen(found[pk]) for pk in order if pk in found]


def list_cards(lines: Sequence[Listing], *, user: User | AnonymousUser) -> list[TopicCard]:
    """Lines of topics ``user`` may see, with the pictures they may open; the same queries however many."""
    images = get_image_model().objects.prefetch_renditions(CARD_PICTURE)
    topics = TopicPage.objects.filter(pk__in=[line.page_id for line in lines], image__isnull=False)
    found = topics.prefetch_related(Prefetch("image", queryset=images))
    shown = {topic.pk: topic.image for topic in found if topic.image is not None}
    may_open = open_images(shown.values(), user=user)
    pictures = {
        pk: get_rendition_or_not_found(image, CARD_PICTURE)
        for pk, image in shown.items()
        if image.pk in may_open
    }
    return [TopicCard(line, address_of(line), pictures.get(line.page_id)) for line in lines]


def _chosen(page: BasePage) -> Chosen:
    line: Listing | None = getattr(page, "listing", None)
    kind = line.get_kind_display() if line else str(page.specific_class._meta.verbose_name)
    return Chosen(
        kind, page.title, page.url or "", line.summary if line else "", line.listed_on if line else None
    )
