"""请假: leave from one class, who is near or beyond the limit, and withdrawal by it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from common import clock
from common.numbers import key
from training.admin.class_screens import REFUSALS, class_or_404, explain
from training.admin.screens import TrainingScreen
from training.models import Enrollment, LeaveRecord, TrainingClass
from training.selectors.leaves import class_leave, leave_records
from training.services.leaving import LeaveError, cancel_leave, grant_leave, withdraw_for_leave


class LeaveView(TrainingScreen):
    """Everybody's leave in a class, the form to record more, and all records."""

    header_icon = "time"
    template_name = "training/admin/class_leave.html"
    klass: TrainingClass

    def prepare(self, **kwargs: Any) -> None:
        self.klass = class_or_404(self.user, kwargs["class_id"])

    def post(self, request: HttpRequest, class_id: int) -> HttpResponse:
        """Record or cancel leave, or withdraw somebody for it."""
        try:
            messages.success(request, self._act(request.POST.get("action", "")))
        except (LeaveError, *REFUSALS) as error:
            explain(request, error)
        return redirect("training_class_leave", class_id)

    def get_page_title(self) -> str:
        return str(gettext_lazy("请假"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standings = class_leave(self.klass, on=clock.today())
        return {
            **super().get_context_data(**kwargs),
            "klass": self.klass,
            "standings": standings,
            "limit": next(iter(standings), None),
            "sessions": list(self.klass.sessions.all()),
            "records": leave_records(self.klass),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        classes = {"url": reverse("training_classes"), "label": _("班次")}
        one = {"url": reverse("training_class", args=[self.klass.pk]), "label": self.klass.name}
        return [*self.breadcrumbs_items, classes, one, {"url": "", "label": _("请假")}]

    def _act(self, action: str) -> str:
        data, at = self.request.POST, clock.now()
        if action == "cancel":
            leaves = LeaveRecord.objects.filter(enrollment__klass=self.klass)
            cancel_leave(leave=_one(leaves, data.get("leave", "")), by=self.user, at=at)
            return _("已销假。")
        enrollment: Enrollment = _one(self.klass.enrollments.all(), data.get("enrollment", ""))
        if action == "withdraw":
            standing = withdraw_for_leave(enrollment=enrollment, by=self.user, at=at)
            return _("已按规定办理退学：%(said)s。") % {"said": standing.said}
        session = self.klass.sessions.filter(pk=key(data.get("session", ""))).first()
        grant_leave(
            enrollment=enrollment,
            by=self.user,
            at=at,
            reason=data.get("reason", ""),
            session=session,
            hours=None if session is not None else _hours(data.get("hours", "")),
        )
        return _("已登记请假。")


def _one(rows: Any, text: str) -> Any:
    found = rows.filter(pk=key(text)).first()
    if found is None:
        raise LeaveError(_("请选择班内的学员。"))
    return found


def _hours(text: str) -> Decimal | None:
    try:
        hours = Decimal(text.strip() or "0").quantize(Decimal("0.01"))
        return hours if 0 < hours < 1000 else None
    except InvalidOperation:  # also where NaN is compared
        return None
