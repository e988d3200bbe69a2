"""学时审核: declarations of hours of one's people, to be approved or returned, one by one or several."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from accounts.requests import signed_in
from common import clock
from common.numbers import numbers, plain
from training.admin.screens import TrainingScreen
from training.enums import DeclarationState
from training.forms.declarations import ReasonForm
from training.models import OfflineDeclaration
from training.rules import training_path
from training.selectors.declarations import PER_PAGE, expected_hours, remarks_on, review_page, reviewable
from training.services.declaring import DeclarationError, approve, revoke, send_back

REMARKS = {
    "same_file": gettext_lazy("有 %(number)d 份其他申报用了同一份材料"),
    "same_days": gettext_lazy("同一人另有 %(number)d 份申报的日期与此重叠"),
}


class DeclarationsView(TrainingScreen):
    """The list of one state, those that wait longest first, paged by key."""

    page_title = gettext_lazy("学时审核")
    header_icon = "clipboard-list"
    template_name = "training/admin/declarations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", DeclarationState.SUBMITTED)
        state = state if state in DeclarationState.values else DeclarationState.SUBMITTED
        found = review_page(self.user, state=state, after=self.request.GET.get("after", ""))
        remarks = remarks_on(found.rows)
        return {
            **super().get_context_data(**kwargs),
            "state": state,
            "states": DeclarationState.choices,
            "rows": [(row, said(remarks[row.pk])) for row in found.rows],
            "after": found.after,
            "may_approve": state == DeclarationState.SUBMITTED,
        }


class DeclarationView(TrainingScreen):
    """One declaration: what was stated, its files, its history, and the decision."""

    header_icon = "clipboard-list"
    template_name = "training/admin/declaration.html"
    declaration: OfflineDeclaration

    def prepare(self, **kwargs: Any) -> None:
        found = reviewable(self.user).select_related("learner", "unit", "decided_by")
        declaration = found.filter(pk=kwargs["declaration_id"]).first()
        if declaration is None:
            raise Http404
        self.declaration = declaration

    def post(self, request: HttpRequest, declaration_id: int) -> HttpResponse:
        """Approve, return or revoke."""
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            messages.success(request, self._decide(request.POST.get("decision", ""), reason))
        except DeclarationError as error:
            messages.error(request, str(error))
            return redirect("training_declaration", declaration_id)
        return redirect("training_declarations")

    def get_page_title(self) -> str:
        return self.declaration.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.declaration
        return {
            **super().get_context_data(**kwargs),
            "declaration": row,
            "remarks": said(remarks_on([row])[row.pk]),
            "expected": expected_hours(row) if row.state == DeclarationState.SUBMITTED else None,
            "files": list(row.evidence.order_by("pk")),
            "changes": list(row.changes.select_related("by")),
            "form": ReasonForm(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        way = {"url": reverse("training_declarations"), "label": DeclarationsView.page_title}
        return [*self.breadcrumbs_items, way, {"url": "", "label": self.declaration.title}]

    def _decide(self, decision: str, reason: str) -> str:
        at = clock.now()
        if decision == "approve":
            entry = approve(declaration=self.declaration, by=self.user, at=at)
            return _("已认定 %(hours)s 学时。") % {"hours": plain(entry.hours)}
        if decision == "return":
            send_back(declaration=self.declaration, by=self.user, at=at, reason=reason)
            return _("已退回，申报人可以修改后重新提交。")
        if decision == "revoke":
            revoke(declaration=self.declaration, by=self.user, at=at, reason=reason)
            return _("已撤销认定，学时已冲销。")
        raise DeclarationError(_("请选择审核结果。"))


@require_POST
def approve_several(request: HttpRequest) -> HttpResponse:
    """认定所选: each on its own; what cannot be approved is named and left as it is."""
    if training_path(request.user) is None:
        raise PermissionDenied
    user = signed_in(request)
    chosen = numbers(request.POST.getlist("declaration")[:PER_PAGE])
    approved = 0
    for declaration in reviewable(user).filter(pk__in=chosen).order_by("pk"):
        try:
            approve(declaration=declaration, by=user, at=clock.now())
            approved += 1
        except DeclarationError as error:
            messages.error(request, _("“%(title)s”：%(why)s") % {"title": declaration.title, "why": error})
    if approved:
        messages.success(request, _("已认定 %(number)d 份申报。") % {"number": approved})
    elif not chosen:
        messages.warning(request, _("请先勾选要认定的申报。"))
    return redirect("training_declarations")


def said(remarks: list[tuple[str, int]]) -> list[str]:
    """What a reviewer should look at, in words."""
    return [str(REMARKS[name]) % {"number": times} for name, times in remarks]
