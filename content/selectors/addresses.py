"""Every address anybody may open, for the site map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from content.enums import Status
from content.grammar.tree import Kind
from content.models import BasePage, ProhibitionItem, ProhibitionListPage, Provision
from content.selectors.citations import provision_url
from content.selectors.rules import list_rules
from content.selectors.visibility import reachable_pages


@dataclass(frozen=True, slots=True)
class Address:
    """A path on the site and when what stands there was last published."""

    path: str
    changed_at: datetime | None


def absolute(path: str | None) -> str:
    """The one address a page is known by: the installation's own, without filters of the visit."""
    return urljoin(f"{settings.SITE_URL.rstrip('/')}/", path or "/")


def list_public_pages() -> list[Address]:
    """Every published page without a view restriction, in tree order; a fixed number of queries."""
    pages = reachable_pages(AnonymousUser(), BasePage.objects.filter(depth__gt=1)).order_by("path")
    return [Address(page.url, page.last_published_at) for page in pages if page.url]


def list_public_articles(*, on: date) -> list[Address]:
    """Articles (in texts without them top-level points) and attachments of every public edition in force."""
    shown = [entry.edition for entry in list_rules(user=AnonymousUser(), on=on)]
    editions = {entry.page.pk: entry.page for entry in shown if entry and entry.status is Status.IN_FORCE}
    articles = Q(kind__in=[Kind.ARTICLE, Kind.ATTACHMENT]) | Q(kind=Kind.POINT, parent_eid="")
    rows = Provision.objects.filter(articles, page_id__in=editions).order_by("page_id", "order")
    return [
        Address(provision_url(editions[page_id], eid), editions[page_id].last_published_at)
        for page_id, eid in rows.values_list("page_id", "eid")
    ]


def list_public_items() -> list[Address]:
    """The items of every public prohibition list."""
    lists = {page.pk: page for page in reachable_pages(AnonymousUser(), ProhibitionListPage.objects.all())}
    items = ProhibitionItem.objects.filter(page_id__in=lists).order_by("page_id", "sort_order", "number")
    return [
        Address(f"{lists[item.page_id].url}{item.eid}/", lists[item.page_id].last_published_at)
        for item in items
    ]
