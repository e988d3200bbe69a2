"""From an address to its page in two queries, whatever the depth; Wagtail's own walk takes two for a level.

The walk stays Wagtail's: every page on the way is asked by its ``route()``, as the class it is, whether it is
published or not. Only the look-up of the next page is answered from what was read at once, by ``url_path``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.http.request import split_domain_port
from wagtail.models import PageViewRestriction, Site
from wagtail.models.sites import SiteRootPath
from wagtail.url_routing import RouteResult

from common import generation
from content.restrictions import list_restrictions

if TYPE_CHECKING:
    from django.db.models import QuerySet

DEEPEST = 24  # levels looked up at once; below them Wagtail's own walk goes on
_SITE_ROOTS = "_wagtail_cached_site_root_paths"  # where Wagtail itself leaves them
_READ = "_qingfeng_pages_by_address"
_Values = tuple[tuple[str, ...], tuple[Any, ...]]


class AddressedPage:
    """What ``BasePage`` answers about addresses and restrictions, with few queries."""

    @staticmethod
    def route_for_request(request: HttpRequest, path: str) -> RouteResult | None:
        """The page, and the arguments of its view, for an address; None where there is none."""
        if not hasattr(request, "_wagtail_route_for_request"):
            vars(request)["_wagtail_route_for_request"] = _find(request, path)
        found: RouteResult | None = vars(request)["_wagtail_route_for_request"]
        return found

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's walk, from page to page, over pages that were read already."""
        if path_components:
            child = _child(self, request, path_components[0])
            if child is not None:
                result: RouteResult = child.specific_deferred.route(request, path_components[1:])
                return result
        found: RouteResult = super().route(request, path_components)  # type: ignore[misc]
        return found

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Fields that were left out are read together when the first of them is asked for."""
        above = vars(self).get("_cached_parent_obj") if fields is not None else None
        if fields is not None:
            fields = {*fields, *self.get_deferred_fields()}  # type: ignore[attr-defined]
        super().refresh_from_db(using, fields, from_queryset)  # type: ignore[misc]
        if above is not None:
            self._cached_parent_obj = above  # treebeard drops it; the place in the tree was not read anew

    def _get_site_root_paths(self, cache_object: Any = None, **_: Any) -> list[SiteRootPath]:
        """Where the sites begin; Wagtail keeps it for an hour in a cache other processes may not share."""
        keeper = cache_object or self
        if not hasattr(keeper, _SITE_ROOTS):
            setattr(keeper, _SITE_ROOTS, site_roots())
        roots: list[SiteRootPath] = getattr(keeper, _SITE_ROOTS)
        return roots

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """The restrictions on the page and all above it; no query where there are none.

        Where a page on the way is an alias, or the way is not known, Wagtail's own answer.
        """
        way = way_to(self)
        if way is None or any(page.alias_of_id for page in way):
            rows: QuerySet[PageViewRestriction] = super().get_view_restrictions()  # type: ignore[misc]
            return rows
        path: str = vars(self)["path"]
        own = [row.pk for row in list_restrictions() if path.startswith(row.path)]
        return PageViewRestriction.objects.filter(pk__in=own) if own else PageViewRestriction.objects.none()


def way_to(page: Any) -> list[Any] | None:
    """The pages from the top of a site down to ``page``, where the walk to it left them; no query."""
    way = [page]
    while way[-1].depth and way[-1].depth > 2:
        above = vars(way[-1]).get("_cached_parent_obj")
        if above is None or not way[-1].path.startswith(above.path):
            return None
        way.append(above)
    return way[::-1]


def page_at(model: Any, pk: int, address: str) -> Any:
    """A page known by its number and ``url_path`` alone, enough to ask for its ``url``; no query."""
    return model.from_db("default", ("id", "url_path"), (pk, address))


def find_site(request: HttpRequest) -> Site | None:
    """The site an address belongs to; a copy of what is kept, left where Wagtail looks for it."""
    if not hasattr(request, "_wagtail_site"):
        # As Wagtail does: by the name asked for, which CommonMiddleware has checked already.
        host = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
        key = ("content.site", host, request.get_port())
        values = generation.keep(key, lambda: _site_values(request))
        vars(request)["_wagtail_site"] = _site(values) if values else None
    site: Site | None = vars(request)["_wagtail_site"]
    return site


def site_roots() -> list[SiteRootPath]:
    """Where the sites begin; no query while nothing changes."""
    if generation.current() is None:
        return list(Site.get_site_root_paths())
    return list(generation.keep("content.site_roots", _read_site_roots))


def _read_site_roots() -> tuple[SiteRootPath, ...]:
    Site.clear_site_root_paths_cache()
    return tuple(Site.get_site_root_paths())


def _site_values(request: HttpRequest) -> tuple[_Values, _Values] | None:
    site = Site._find_for_request(request)
    return (_values(site), _values(site.root_page)) if site else None


def _values(row: Any) -> _Values:
    names = tuple(field.attname for field in row._meta.concrete_fields)
    return names, tuple(getattr(row, name) for name in names)


def _site(values: tuple[_Values, _Values]) -> Site:
    own, top = values
    site: Site = Site.from_db("default", *own)
    model = Site._meta.get_field("root_page").related_model
    site.root_page = model.from_db("default", *top)
    return site


def _find(request: HttpRequest, path: str) -> RouteResult | None:
    site = find_site(request)
    if site is None:
        return None
    components = [component for component in path.split("/") if component]
    vars(request)[_READ] = _read(site.root_page, components[:DEEPEST])
    try:
        # The fields of the page's own class are read when one is asked for first, see refresh_from_db.
        result: RouteResult = site.root_page.specific_deferred.route(request, components)
    except Http404:
        return None
    return result


def _read(top: Any, components: Sequence[str]) -> dict[str, Any]:
    """By ``url_path``: every page on the way, None where there is none; one query."""
    addresses = []
    address = top.url_path
    for component in components:
        address = f"{address}{component}/"
        addresses.append(address)
    if not addresses:
        return {}
    # In no order: Django takes a third of the query's time to say "by path".
    pages = type(top)._default_manager.filter(url_path__in=addresses).order_by()
    return {**dict.fromkeys(addresses), **{page.url_path: page for page in pages}}


def _child(page: Any, request: HttpRequest, slug: str) -> Any:
    """The page of that slug below ``page``; None where Wagtail has to look for it.

    Raises:
        Http404: there is none.
    """
    read: dict[str, Any] = vars(request).get(_READ, {})
    address = f"{page.url_path}{slug}/"
    if address not in read:
        return None
    child = read[address]
    if child is None:
        raise Http404
    if child.depth != page.depth + 1 or not child.path.startswith(page.path):
        return None
    child._cached_parent_obj = page
    return child
