"""The site map: public pages, the articles in force, the items of the prohibition lists."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap

from common import clock
from content.selectors import addresses
from content.selectors.addresses import Address


class _Addresses(Sitemap[Address]):
    def location(self, item: Address) -> str:
        return item.path

    def lastmod(self, item: Address) -> datetime | None:
        return item.changed_at


class PageSitemap(_Addresses):
    """Every public page."""

    def items(self) -> list[Address]:
        return addresses.list_public_pages()


class ArticleSitemap(_Addresses):
    """Every article of an edition in force."""

    def items(self) -> list[Address]:
        return addresses.list_public_articles(on=clock.today())


class ItemSitemap(_Addresses):
    """Every item of a prohibition list."""

    def items(self) -> list[Address]:
        return addresses.list_public_items()


SITEMAPS = {"pages": PageSitemap, "articles": ArticleSitemap, "items": ItemSitemap}
