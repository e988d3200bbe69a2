"""The site map: public pages, the articles in force, the items of the prohibition lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property

from common import clock
from content.selectors import addresses
from content.selectors.addresses import Address


class _Addresses(Sitemap[Address]):
    """Addresses of one kind; read once, whatever the view asks of them."""

    def items(self) -> Sequence[Address]:
        return self._found

    @cached_property
    def _found(self) -> Sequence[Address]:
        return self.read()

    def read(self) -> Sequence[Address]:
        """The addresses, from a selector."""
        raise NotImplementedError

    def location(self, item: Address) -> str:
        return item.path

    def lastmod(self, item: Address) -> datetime | None:
        return item.changed_at


class PageSitemap(_Addresses):
    """Every public page."""

    def read(self) -> list[Address]:
        return addresses.list_public_pages()


class ArticleSitemap(_Addresses):
    """Every article of an edition in force."""

    def read(self) -> list[Address]:
        return addresses.list_public_articles(on=clock.today())


class ItemSitemap(_Addresses):
    """Every item of a prohibition list."""

    def read(self) -> list[Address]:
        return addresses.list_public_items()


SITEMAPS: dict[str, type[_Addresses]] = {
    "pages": PageSitemap,
    "articles": ArticleSitemap,
    "items": ItemSitemap,
}


def site_map(request: HttpRequest) -> HttpResponseBase:
    """All addresses in one file; an index of files where they are more than one may hold (50,000)."""
    sections: dict[str, Any] = {name: kind() for name, kind in SITEMAPS.items()}
    if sum(len(section.items()) for section in sections.values()) <= Sitemap.limit:
        return sitemap(request, sections)
    return index(request, sections, sitemap_url_name="sitemap_section")


def site_map_section(request: HttpRequest, section: str) -> HttpResponseBase:
    """One kind of addresses; ``p`` in the address names the file where they are several.

    Raises:
        Http404: there is no such kind or no such file.
    """
    return sitemap(request, {name: kind() for name, kind in SITEMAPS.items()}, section=section)
