"""The page cache: a visitor without a session is served the copy made for the last one.

What may be kept is decided by the views (``common.caching``, ``portal.kept_pages``) and checked here again,
on the answer itself. A copy is valid for one generation of the content (``common.generation``) and one day;
see docs/decisions/0011-page-cache.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

from common import clock, generation
from common.caching import allowed_parameters
from portal.kept_pages import TYPE_SIZE, known_parameters
from portal.page_store import KeptPage, Key, PageStore

LARGEST = 512 * 1024
LONGEST_VALUE = 80
# The copy may be kept outside too, but is asked for each time: only here is known what has changed.
CACHE_CONTROL = "public, max-age=0, must-revalidate"
PERSONAL = "private, no-store"
# What the views' answers may vary by: visitors with a session are not served here at all.
ALLOWED_VARY = frozenset({"cookie", "accept-encoding"})
# Addresses whose answers are never kept; they are not even looked up.
NEVER = ("/admin/", "/accounts/", "/search/", "/fragments/", "/documents/", "/media/", "/to/", "/_util/")


class PageCacheMiddleware:
    """Serve and keep whole answers for visitors; everybody else passes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.store = PageStore(cache if settings.PAGE_CACHE_SHARED else None)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if has_session(request):
            return _personal(self.get_response(request))
        key = key_of(request)
        mark = generation.current() if key else None
        if key is None or mark is None:  # inside a transaction nothing is kept
            return self.get_response(request)
        return self._answer(request, mark, key)

    def _answer(self, request: HttpRequest, mark: str, key: Key) -> HttpResponseBase:
        page = self.store.get(mark, key)
        if page is None and not self.store.is_refused(mark, key):
            with self.store.flight(mark, key):
                page = self.store.get(mark, key)
                if page is None and not self.store.is_refused(mark, key):
                    return self._make(request, mark, key)
        return _serve(request, page, "hit") if page else self.get_response(request)

    def _make(self, request: HttpRequest, mark: str, key: Key) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_kept(request, response):
            self.store.refuse(mark, key)
            return response
        assert isinstance(response, HttpResponse)  # noqa: S101 - is_kept says so
        page = _page(response)
        if request.method == "GET":
            self.store.put(mark, key, page)
        return _serve(request, page, "miss")


def has_session(request: HttpRequest) -> bool:
    """Whether the visitor brings a session or messages of their own."""
    cookies = request.COOKIES
    return settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies


def key_of(request: HttpRequest) -> Key | None:
    """What tells one kept answer from another; None where none may be served."""
    if request.method not in {"GET", "HEAD"} or request.path.startswith(NEVER) or _is_special(request):
        return None
    parameters = []
    known = known_parameters()
    for name, values in request.GET.lists():
        if name not in known or len(values) != 1 or len(values[0]) > LONGEST_VALUE:
            return None
        if name != TYPE_SIZE:
            parameters.append(f"{name}={values[0]}")
    size = "large" if request.GET.get(TYPE_SIZE) == "large" else ""
    today = clock.today().isoformat()
    host = request.get_host()  # refuses a host that is not ours
    return (request.scheme or "", host, request.path, today, size, *sorted(parameters))


def _is_special(request: HttpRequest) -> bool:
    """A preview, or a request whose headers ask for another answer."""
    return (
        getattr(request, "is_dummy", False)  # Wagtail's previews pass through here too
        or getattr(request, "is_preview", False)
        or "HTTP_AUTHORIZATION" in request.META
        or "HTTP_X_REQUESTED_WITH" in request.META
    )


def is_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this answer is the same for every visitor; in doubt it is not."""
    allowed = allowed_parameters(request)
    return (
        allowed is not None
        and allowed.issuperset(request.GET)
        and response.status_code == 200
        and isinstance(response, HttpResponse)
        and not response.streaming
        and len(response.content) <= LARGEST
        and not response.cookies
        and not response.has_header("Cache-Control")
        and ALLOWED_VARY.issuperset(_words(response.get("Vary", "")))
        and not getattr(request, "is_preview", False)
        and not _has_messages(request)
        and not _is_signed_in(request)
    )


def _has_messages(request: HttpRequest) -> bool:
    messages = getattr(request, "_messages", None)
    return messages is not None and (messages.used or messages.added_new)


def _is_signed_in(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return session is not None and (session.modified or not session.is_empty())


def _words(header: str) -> set[str]:
    return {word.strip().lower() for word in header.split(",") if word.strip()}


def _page(response: HttpResponse) -> KeptPage:
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return KeptPage(response.content, tuple(response.headers.items()), etag)


def _serve(request: HttpRequest, page: KeptPage, how: str) -> HttpResponse:
    response: HttpResponse
    if _matches(request, page.etag):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(page.body)
        for name, value in page.headers:
            response.headers[name] = value
    response.headers["ETag"] = page.etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Vary"] = "Cookie"
    response.headers["X-Cache"] = how
    return response


def _matches(request: HttpRequest, etag: str) -> bool:
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    return asked == ["*"] or any(one.removeprefix("W/") == etag for one in asked)


def _personal(response: HttpResponseBase) -> HttpResponseBase:
    """What a visitor with a session is answered is theirs alone."""
    if not response.has_header("Cache-Control"):
        response.headers["Cache-Control"] = PERSONAL
    return response
