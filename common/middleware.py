"""One memo per request, and one transaction per request that writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from common import memo

_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class MemoMiddleware:
    """Let a request ask each question once (``common.memo``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with memo.opened():
            return self.get_response(request)


class AtomicWritesMiddleware:
    """Run the view of a writing request in one transaction.

    A change made in the admin and the job rows that follow from it stand or fall together. Reading requests
    stay outside: with SQLite's IMMEDIATE transactions they would queue behind the writers (so ATOMIC_REQUESTS
    is not used).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Call the view inside a transaction, unless the request only reads."""
        if request.method in _READING:
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)
