"""What the shell adds to the serving of pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import hooks

from common import caching
from content.models import BasePage
from portal.kept_pages import decide

Serve = Callable[..., HttpResponseBase]


# Inside Wagtail's own check of view restrictions, around what answers.
@hooks.register("on_serve_page", order=50)
def decide_on_keeping(serve_next: Serve) -> Serve:
    """Allow the page cache to keep the answer, where the kind of page does and no restriction applies."""

    def serve(
        page: BasePage, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        parameters = decide(page, kwargs.get("view", ""))
        if parameters is not None and not page.get_view_restrictions():
            caching.allow(request, *parameters)
        return serve_next(page, request, args, kwargs)

    return serve
