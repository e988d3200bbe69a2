"""The one rule of who sees what: every list, count, feed, link and search document goes through here.

A page's access key names the view restrictions that apply to it (its own and its ancestors'), ``public``
where there is none. A viewer holds the keys of all restrictions they satisfy; one comparison of keys decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q, QuerySet
from wagtail.models import PageViewRestriction

from common import generation
from content.models import BasePage
from content.restrictions import Restriction, list_restrictions

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

PUBLIC = "public"
_P = TypeVar("_P", bound=BasePage)


def access_key(page: BasePage) -> str:
    """The access key of one page; at most two queries."""
    return access_keys([page])[page.pk]


def access_keys(pages: list[BasePage]) -> dict[int, str]:
    """Access keys by page id; at most two queries however many pages."""
    restrictions = list_restrictions()
    return {page.pk: _key([row for row in restrictions if page.path.startswith(row.path)]) for page in pages}


def viewer_keys(user: User | AnonymousUser) -> tuple[str, ...]:
    """The access keys ``user`` holds: ``public`` and one for each chain of restrictions they satisfy."""
    restrictions = list_restrictions()
    groups = _group_ids(user) if restrictions else frozenset()
    keys = {PUBLIC}
    for restriction in restrictions:
        chain = [row for row in restrictions if restriction.path.startswith(row.path)]
        if all(_satisfies(row, user, groups) for row in chain):
            keys.add(_key(chain))
    return tuple(sorted(keys))


def visible_pages(user: User | AnonymousUser, pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``pages`` that are live and that ``user`` may read."""
    return _without_hidden(user, pages.filter(live=True))


def reachable_pages(user: User | AnonymousUser, pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``pages`` that ``user`` may read and that hang under published pages only.

    A page below one that was taken offline still answers at its address, but no list or map leads to it.
    """
    return under_live_pages(visible_pages(user, pages))


def readable_among(user: User | AnonymousUser, pages: Iterable[_P]) -> list[_P]:
    """Those of pages at hand that no restriction hides from ``user``; no query of its own for the pages."""
    hidden = hidden_paths(user)
    return [page for page in pages if not page.path.startswith(hidden)]


def hidden_paths(user: User | AnonymousUser) -> tuple[str, ...]:
    """The treebeard paths below which ``user`` may read nothing: two people with the same see the same."""
    restrictions = list_restrictions()
    groups = _group_ids(user) if restrictions else frozenset()
    return tuple(row.path for row in restrictions if not _satisfies(row, user, groups))


def paths_closed_to(keys: Collection[str]) -> tuple[str, ...]:
    """The treebeard paths below which a holder of these access keys may read nothing."""
    restrictions = list_restrictions()
    return tuple(
        row.path
        for row in restrictions
        if _key([above for above in restrictions if row.path.startswith(above.path)]) not in keys
    )


def closed_paths(user: User | AnonymousUser) -> tuple[str, ...]:
    """The paths below which no list leads ``user`` anywhere: hidden from them, or offline."""
    return (*hidden_paths(user), *generation.keep("content.offline", _offline_paths))


def reachable_listings(user: User | AnonymousUser, listings: QuerySet[Any]) -> QuerySet[Any]:
    """The same for lines of the columns, which carry the path of their page."""
    return under_live_pages(_without_hidden(user, listings))


def with_visible(user: User | AnonymousUser, rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Those rows whose page ``field`` is live, under live pages, and may be read by ``user``.

    By a join: a list of all pages inside the query would be made each time it is asked.
    """
    hidden = Q()
    for path in closed_paths(user):
        hidden |= Q(**{f"{field}__path__startswith": path})
    live = rows.filter(**{f"{field}__live": True})
    return live.exclude(hidden) if hidden else live


def under_live_pages(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``pages`` with no unpublished page above them."""
    below = Q()
    for path in generation.keep("content.offline", _offline_paths):
        below |= Q(path__startswith=path)
    return pages.exclude(below) if below else pages


def _offline_paths() -> tuple[str, ...]:
    offline = BasePage.objects.filter(live=False, numchild__gt=0, depth__gt=1)
    return tuple(offline.values_list("path", flat=True))


def _without_hidden(user: User | AnonymousUser, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those rows with a treebeard ``path`` that no restriction hides from ``user``."""
    hidden = Q()
    for path in hidden_paths(user):
        hidden |= Q(path__startswith=path)
    return rows.exclude(hidden) if hidden else rows


def _key(chain: list[Restriction]) -> str:
    return "+".join(f"r{row.pk}" for row in chain) if chain else PUBLIC


def _group_ids(user: User | AnonymousUser) -> frozenset[int]:
    return frozenset(user.groups.values_list("pk", flat=True)) if user.is_authenticated else frozenset()


def _satisfies(restriction: Restriction, user: User | AnonymousUser, groups: frozenset[int]) -> bool:
    if user.is_authenticated and user.is_superuser:
        return True
    if restriction.kind == PageViewRestriction.LOGIN:
        return bool(user.is_authenticated)
    if restriction.kind == PageViewRestriction.GROUPS:
        return not groups.isdisjoint(restriction.groups)
    return False  # shared passwords are switched off
