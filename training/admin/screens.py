"""What the screens of training in the Wagtail admin have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from training.rules import training_path


class TrainersOnly:
    """Lets in people who look after training; what they get is of their units."""

    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if training_path(request.user) is None or not isinstance(request.user, User):
            raise PermissionDenied
        self.user = request.user
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class TrainingScreen(TrainersOnly, WagtailAdminTemplateMixin, TemplateView):
    """One screen of the menu 培训: title, icon and template are the screen's own."""

    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
