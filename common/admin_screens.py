"""What our own screens in the Wagtail admin have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class Guarded:
    """A view that lets in some people alone; others are refused before anything is read (403)."""

    request: HttpRequest

    def allows(self, user: Any) -> bool:
        """Whether somebody may open it."""
        raise NotImplementedError

    def prepare(self, **kwargs: Any) -> None:
        """Find what the address is about, once who asks is let in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.allows(request.user):
            raise PermissionDenied
        self.prepare(**kwargs)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class Screen(Guarded, WagtailAdminTemplateMixin, TemplateView):
    """A screen with its title at the end of the way to it; title, icon and template are its own."""

    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
