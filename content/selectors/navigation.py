"""Menu and breadcrumbs: what anybody may see, so that cached pages hold nothing personal."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from common import generation
from content.addressing import find_site, way_to
from content.models import BasePage
from content.selectors.visibility import reachable_pages

MENU_DEPTH = 2  # levels below the home page that may stand in the menu


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One link of the menu or the breadcrumbs."""

    title: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class _Marked:
    """A page of the menu as it may be kept."""

    title: str
    url: str
    path: str


def list_navigation(request: HttpRequest, current: BasePage | None) -> tuple[NavigationEntry, ...]:
    """The home page and every public page marked for the menu, in tree order."""
    root = _root(request)
    if root is None:
        return ()
    marked = generation.keep(("content.menu", root.pk), lambda: _marked(request, root))
    chosen = _closest(marked, current)
    return tuple(NavigationEntry(page.title, page.url, page is chosen) for page in marked)


def list_breadcrumbs(request: HttpRequest, current: BasePage | None) -> list[NavigationEntry]:
    """The way from the home page to ``current``, both included; nothing on the home page itself.

    A page on the way that was taken offline is passed over: its address answers with an error.
    """
    root = _root(request)
    if root is None or current is None or current.pk is None or current.path == root.path:
        return []
    way = way_to(current) or BasePage.objects.ancestor_of(current, inclusive=True).order_by("path")
    shown = [page for page in way if page.depth >= root.depth and (page.live or page.pk == current.pk)]
    return [NavigationEntry(_name(page), page.get_url(request) or "/") for page in shown]


def _root(request: HttpRequest) -> BasePage | None:
    site = find_site(request)
    return site.root_page if site else None


def _marked(request: HttpRequest, root: BasePage) -> tuple[_Marked, ...]:
    below = BasePage.objects.descendant_of(root).in_menu().filter(depth__lte=root.depth + MENU_DEPTH)
    pages = [root, *reachable_pages(AnonymousUser(), below).order_by("path")]
    return tuple(_Marked(_name(page), page.get_url(request) or "/", page.path) for page in pages)


def _name(page: BasePage) -> str:
    return page.short_title or page.title


def _closest(pages: tuple[_Marked, ...], current: BasePage | None) -> _Marked | None:
    if current is None or not current.path:
        return None
    around = [page for page in pages if current.path.startswith(page.path)]
    # On a list's item the list itself is current; only the home page's own address marks the home page.
    deepest = max(around, key=lambda page: len(page.path), default=None)
    return deepest if deepest is not pages[0] or current.path == pages[0].path else None
