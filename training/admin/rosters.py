"""学员 of a class in the Wagtail admin: list, actions, printing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from common import clock
from common.numbers import key, numbers
from training.admin.class_screens import REFUSALS, ClassScreen, explain
from training.enums import EnrollmentState, PeopleAction
from training.forms.classes import PeopleForm
from training.selectors.classes import figures, other_classes
from training.selectors.rosters import roster, roster_page
from training.services.handling import Order, handle_people


class RosterView(ClassScreen):
    """People with state, unit, progress and attendance; fifty at a time."""

    tab = "training_class_roster"
    template_name = "training/admin/class_roster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        state, query = asked.get("state", ""), asked.get("q", "")[:60]
        after = key(asked.get("after", ""))
        page = roster_page(self.klass, state=state, query=query, after=after)
        return super().get_context_data(
            page=page,
            figures=figures(self.klass),
            states=EnrollmentState.choices,
            state=state,
            query=query,
            people_actions=PeopleAction.choices,
            targets=other_classes(self.user, self.klass),
            **kwargs,
        )


class PeopleView(ClassScreen):
    """Does something for the people chosen, and says for whom it could not be done."""

    tab = "training_class_roster"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = PeopleForm(request.POST, targets=other_classes(self.user, self.klass))
        if not form.is_valid():
            messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
            return self.back()
        said = form.cleaned_data
        order = Order(PeopleAction(said["action"]), said["reason"], said["target"], said["due_on"])
        people = numbers(request.POST.getlist("people"))
        try:
            handled = handle_people(
                klass=self.klass, enrollments=people, order=order, by=self.user, at=clock.now()
            )
        except REFUSALS as error:
            explain(request, error)
            return self.back()
        if handled.done:
            messages.success(request, _("已办理 %(number)d 人。") % {"number": handled.done})
        for name, reason in handled.refused[:20]:
            messages.warning(request, f"{name}：{reason}")
        if not people:
            messages.warning(request, _("请先选择学员。"))
        return self.back()


class PrintedRosterView(ClassScreen):
    """学员名册 on paper."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        context = {"klass": self.klass, "people": roster(self.klass)}
        return TemplateResponse(request, "training/admin/print_roster.html", context)
