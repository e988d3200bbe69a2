"""What the screens of classes have in common: who may open them, which class they are about, its tabs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from accounts.models import User
from common.refusals import words_of
from training.admin.screens import TrainingScreen
from training.models import TrainingClass
from training.selectors.classes import get_class
from training.services.arranging import ClassError

TABS = (
    ("training_class", _("概况")),
    ("training_class_timetable", _("课程表")),
    ("training_class_roster", _("学员")),
    ("training_class_attendance", _("考勤")),
    ("training_class_documents", _("资料")),
    ("training_class_invitations", _("邀请链接")),
    ("training_class_closing", _("结班")),
)


def class_or_404(user: User, class_id: int) -> TrainingClass:
    """The class.

    Raises:
        Http404: there is none, or it is not the person's: the two are not told apart.
    """
    klass = get_class(user, class_id)
    if klass is None:
        raise Http404
    return klass


class ClassScreen(TrainingScreen):
    """A screen about one class of the person's."""

    header_icon = "group"
    tab = "training_class"
    klass: TrainingClass

    def prepare(self, **kwargs: Any) -> None:
        self.klass = class_or_404(self.user, kwargs["class_id"])

    def get_page_title(self) -> str:
        return self.klass.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        classes = {"url": reverse("training_classes"), "label": _("班次")}
        return [*self.breadcrumbs_items, classes, {"url": "", "label": self.klass.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [(reverse(name, args=[self.klass.pk]), label, name == self.tab) for name, label in TABS]
        return {"klass": self.klass, "tabs": tabs, **super().get_context_data(**kwargs)}

    def back(self, name: str = "", *args: Any) -> HttpResponse:
        """To a screen of this class, without a name to this one."""
        return redirect(name or self.tab, self.klass.pk, *args)


def explain(request: HttpRequest, error: Exception) -> None:
    """Say what a service refused."""
    messages.error(request, words_of(error))


REFUSALS = (ClassError, ValidationError)
