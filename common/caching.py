"""Which answers may be kept for visitors: a view says so itself, or its answer is not kept.

The view (or what serves the pages) names the parameters of the address its answer depends on; the page cache
in ``portal.page_cache`` keeps nothing that was not allowed here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_ATTRIBUTE = "_qingfeng_kept_parameters"
View = Callable[..., HttpResponseBase]


def allow(request: HttpRequest, *parameters: str) -> None:
    """The answer to this request is the same for every visitor, but for these parameters."""
    vars(request)[_ATTRIBUTE] = frozenset(parameters)


def allowed_parameters(request: HttpRequest) -> frozenset[str] | None:
    """The parameters the answer depends on; None where it must not be kept."""
    allowed: frozenset[str] | None = vars(request).get(_ATTRIBUTE)
    return allowed


def for_visitors(*parameters: str) -> Callable[[View], View]:
    """Mark a view whose answer is the same for every visitor."""

    def decorate(view: View) -> View:
        @wraps(view)
        def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            allow(request, *parameters)
            return view(request, *args, **kwargs)

        return serve

    return decorate
