"""组织指派 in the Wagtail admin: choose, see how many people it means, confirm, watch it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.enums import Role
from common import clock
from training.admin.screens import TrainingScreen
from training.forms.enrolling import AssignForm
from training.rules import training_path
from training.selectors.assigning import list_runs, preview
from training.services.assigning import assign
from training.services.seats import EnrollmentError

PER_PAGE = 20


class AssignmentsView(TrainingScreen):
    """The form, what it would do, and the assignments made so far with how far they are."""

    page_title = gettext_lazy("组织指派")
    header_icon = "group"
    template_name = "training/admin/assignments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = Paginator(list_runs(training_path(self.user) or ""), PER_PAGE)
        kwargs.setdefault("form", self._form())
        return {"items": runs.get_page(self.request.GET.get("p")), **super().get_context_data(**kwargs)}

    def _form(self) -> AssignForm:
        data = self.request.POST if self.request.method == "POST" else None
        initial = {"unit": self.user.unit_id}
        return AssignForm(data, user=self.user, day=clock.today(), initial=initial)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """First say how many it would be; with ``confirmed``, do it."""
        form = self._form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        chosen = dict(form.cleaned_data)
        if "confirmed" not in request.POST:
            due_on = chosen.pop("due_on")
            shown = {"preview": preview(**chosen), "chosen": chosen, "due_on": due_on}
            role = Role(chosen["role"]).label if chosen["role"] else ""
            return self.render_to_response(self.get_context_data(form=form, role=role, **shown))
        try:
            run = assign(**chosen, by=self.user, at=clock.now())
        except EnrollmentError as error:
            form.add_error(None, error)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("已安排指派，共%(number)d人，正在后台办理。") % {"number": run.total})
        return redirect("training_assignments")
