"""Keeping the lines of the columns in step with what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from content.enums import ListingKind, MaterialKind, NewsKind
from content.models import (
    BasePage,
    CasePage,
    EditionPage,
    EventPage,
    Listing,
    ListingItem,
    ListingOutcome,
    ListingTag,
    MaterialPage,
    NewsPage,
    PolicyPage,
    TopicPage,
)
from content.offered import ListingFacts, kind_of


@transaction.atomic
def derive_listing(*, page: BasePage) -> None:
    """Write the line of a live page anew; a page of a kind that is in no list has none."""
    offered = kind_of(page)
    describe = offered.facts if offered else _FACTS.get(type(page))
    if describe is None or not page.live:
        forget_listing(page_id=page.pk)
        return
    facts = describe(page)
    listing, _created = Listing.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "column_id": page.get_parent().pk,
            "kind": facts.kind,
            "listed_on": facts.day,
            "published_on": localdate(page.first_published_at) if page.first_published_at else facts.day,
            "title": page.title,
            "note": facts.note[:120],
            "summary": facts.summary[:200],
            "path": page.path,
            "url_path": page.url_path,
            "region": facts.region,
            "year": facts.year or facts.day.year,
        },
    )
    listing.tags.all().delete()
    names = {name[:100] for name in page.tags.names()}
    ListingTag.objects.bulk_create([ListingTag(listing=listing, name=name) for name in sorted(names)])
    listing.items.all().delete()
    ListingItem.objects.bulk_create(
        [ListingItem(listing=listing, target_list_id=pk, target_number=number) for pk, number in facts.items]
    )
    listing.outcomes.all().delete()
    ListingOutcome.objects.bulk_create(
        [ListingOutcome(listing=listing, outcome=code, people=number) for code, number in facts.outcomes]
    )


def forget_listing(*, page_id: int) -> None:
    """Take a page out of every list."""
    Listing.objects.filter(page_id=page_id).delete()


@transaction.atomic
def move_listings(*, page: BasePage) -> None:
    """Bring the lines of a page and of everything below it to where they stand in the tree now."""
    found = BasePage.objects.descendant_of(page, inclusive=True).filter(listing__isnull=False)
    parents = dict(
        BasePage.objects.filter(path__in=[row.path[: -row.steplen] for row in found]).values_list(
            "path", "pk"
        )
    )
    lines = [
        Listing(
            page_id=row.pk, path=row.path, url_path=row.url_path, column_id=parents[row.path[: -row.steplen]]
        )
        for row in found
    ]
    Listing.objects.bulk_update(lines, ["path", "url_path", "column"], batch_size=500)


def _edition(page: EditionPage) -> ListingFacts:
    return ListingFacts(ListingKind.RULE, page.promulgation_date, note=page.document_number)


def _policy(page: PolicyPage) -> ListingFacts:
    return ListingFacts(ListingKind.POLICY, page.signed_date, note=page.document_number)


def _case(page: CasePage) -> ListingFacts:
    return ListingFacts(
        ListingKind.CASE,
        page.notified_on,
        note=page.issuing_body,
        summary=page.facts,
        region=page.region,
        year=page.year,
        items=_items(page),
        outcomes=tuple(Counter(code for person in page.people.all() for code in person.outcomes).items()),
    )


def _material(page: MaterialPage) -> ListingFacts:
    kind = str(MaterialKind(page.kind).label)
    note = f"{kind} · {page.minutes} 分钟" if page.minutes else kind
    return ListingFacts(
        ListingKind.MATERIAL, page.issued_on, note=note, summary=page.summary, items=_items(page)
    )


def _news(page: NewsPage) -> ListingFacts:
    kind = ListingKind.EXPERIENCE if page.kind == NewsKind.EXPERIENCE else ListingKind.NEWS
    return ListingFacts(kind, page.reported_on, note=page.region, summary=page.summary, region=page.region)


def _topic(page: TopicPage) -> ListingFacts:
    return ListingFacts(ListingKind.TOPIC, page.opened_on, summary=page.introduction)


def _event(page: EventPage) -> ListingFacts:
    return ListingFacts(
        ListingKind.EVENT, localdate(page.starts_at), note=page.place, summary=page.description
    )


def _items(page: Any) -> tuple[tuple[int, int], ...]:
    return tuple(dict.fromkeys((row.target_list_id, row.target_number) for row in page.items.all()))


_FACTS: dict[type[BasePage], Callable[[Any], ListingFacts]] = {
    EditionPage: _edition,
    PolicyPage: _policy,
    CasePage: _case,
    MaterialPage: _material,
    NewsPage: _news,
    TopicPage: _topic,
    EventPage: _event,
}
