"""结班 in the Wagtail admin: what is missing, and the last step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from common import clock
from training.admin.class_screens import REFUSALS, ClassScreen, explain
from training.enums import ClassStanding, ClassState
from training.models import ClassResult, Enrollment
from training.selectors.closing import requirements, results_of
from training.services.closing import close_class, expected_results

PLACES = {
    "overview": "training_class",
    "documents": "training_class_documents",
    "timetable": "training_class_timetable",
    "attendance": "training_class_attendance",
}


class ClosingView(ClassScreen):
    """The gate; once closed, what came of everybody."""

    tab = "training_class_closing"
    template_name = "training/admin/class_closing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_closed = self.klass.state == ClassState.CLOSED
        needs = [] if is_closed else requirements(self.klass, at=clock.now())
        return super().get_context_data(
            needs=[(need, PLACES[need.place]) for need in needs],
            is_ready=all(need.is_met for need in needs),
            is_closed=is_closed,
            results=results_of(self.klass) if is_closed else [],
            leaving=[] if is_closed else self._leaving(),
            **kwargs,
        )

    def _leaving(self) -> list[ClassResult]:
        """Who would have to leave, with the figures; to be looked at before it is confirmed."""
        expected = expected_results(klass=self.klass, at=clock.now())
        left = {row.enrollment_id: row for row in expected if row.standing != ClassStanding.MET}
        people = Enrollment.objects.select_related("learner", "unit").in_bulk(list(left))
        for pk, row in left.items():
            row.enrollment = people[pk]
        return list(left.values())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if "sure" not in request.POST:
            messages.warning(request, _("请先勾选确认。"))
            return self.back()
        try:
            closed = close_class(klass=self.klass, by=self.user, at=clock.now())
        except REFUSALS as error:
            explain(request, error)
        else:
            messages.success(request, _("已结班。") if closed else _("这个班已经结班。"))
        return self.back()
