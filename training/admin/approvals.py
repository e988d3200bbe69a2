"""报名审核 in the Wagtail admin: what waits for the person's decision, one or many at once."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from common import clock
from common.numbers import numbers
from common.refusals import words_of
from training.admin.screens import TrainingScreen
from training.forms.enrolling import DecisionForm
from training.models import Enrollment
from training.selectors.approving import awaiting
from training.services.approving import approve, reject
from training.services.seats import EnrollmentError

PER_PAGE = 50


class ApprovalsView(TrainingScreen):
    """The enrollments whose step is this person's."""

    page_title = gettext_lazy("报名审核")
    header_icon = "clipboard-list"
    template_name = "training/admin/approvals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = Paginator(awaiting(self.user), PER_PAGE).get_page(self.request.GET.get("p"))
        kwargs.setdefault("form", DecisionForm(ids=[]))
        return {"items": items, **super().get_context_data(**kwargs)}

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Decide on what is ticked; what cannot be decided is said by name, the rest is."""
        chosen = numbers(request.POST.getlist("chosen")[:PER_PAGE])
        rows = {row.pk: row for row in awaiting(self.user).filter(pk__in=chosen)}
        form = DecisionForm(request.POST, ids=list(rows))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        done = 0
        for pk in form.cleaned_data["chosen"]:
            done += self._decide(rows[pk], form.cleaned_data["action"], form.cleaned_data["reason"])
        if done:
            text = ngettext("已审核%(number)d条报名。", "已审核%(number)d条报名。", done) % {"number": done}
            messages.success(request, text)
        return redirect("training_approvals")

    def _decide(self, enrollment: Enrollment, action: str, reason: str) -> int:
        decide = approve if action == "approve" else reject
        try:
            decide(enrollment=enrollment, by=self.user, at=clock.now(), reason=reason)
        except EnrollmentError as error:
            messages.error(self.request, f"{enrollment.learner.name}：{words_of(error)}")
            return 0
        return 1
