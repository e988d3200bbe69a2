"""Menu and breadcrumbs: what anybody may see, so that cached pages hold nothing personal."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from wagtail.models import Site

from content.models import BasePage
from content.selectors.visibility import reachable_pages

MENU_DEPTH = 2  # levels below the home page that may stand in the menu


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One link of the menu or the breadcrumbs."""

    title: str
    url: str
    is_current: bool = False


def list_navigation(request: HttpRequest, current: BasePage | None) -> list[NavigationEntry]:
    """The home page and every public page marked for the menu, in tree order."""
    root = _root(request)
    if root is None:
        return []
    marked = BasePage.objects.descendant_of(root).in_menu().filter(depth__lte=root.depth + MENU_DEPTH)
    pages = [root, *reachable_pages(AnonymousUser(), marked).order_by("path")]
    chosen = _closest(pages, current)
    return [
        NavigationEntry(page.short_title or page.title, page.get_url(request) or "/", page is chosen)
        for page in pages
    ]


def list_breadcrumbs(request: HttpRequest, current: BasePage | None) -> list[NavigationEntry]:
    """The way from the home page to ``current``, both included; nothing on the home page itself.

    A page on the way that was taken offline is passed over: its address answers with an error.
    """
    root = _root(request)
    if root is None or current is None or current.pk is None or current.path == root.path:
        return []
    way = BasePage.objects.ancestor_of(current, inclusive=True).filter(depth__gte=root.depth).order_by("path")
    shown = [page for page in way if page.live or page.pk == current.pk]
    return [NavigationEntry(page.short_title or page.title, page.get_url(request) or "/") for page in shown]


def _root(request: HttpRequest) -> BasePage | None:
    site = Site.find_for_request(request)
    return site.root_page if site else None


def _closest(pages: list[BasePage], current: BasePage | None) -> BasePage | None:
    if current is None or not current.path:
        return None
    around = [page for page in pages if current.path.startswith(page.path)]
    # On a list's item the list itself is current; only the home page's own address marks the home page.
    deepest = max(around, key=lambda page: page.depth, default=None)
    return deepest if deepest is not pages[0] or current.path == pages[0].path else None
