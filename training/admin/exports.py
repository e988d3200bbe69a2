"""名单导出: asking for a list of people, seeing how far it is, fetching it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.models import OrgUnit
from accounts.requests import signed_in
from common import clock
from training.admin.screens import TrainingScreen
from training.enums import ExportState
from training.forms.boards import BoardForm
from training.models import ExportRun
from training.rules import training_path
from training.selectors.board_scope import units_in_training_scope
from training.services.exporting import ExportRefusedError, ask_for_export, hand_out
from training.sheets import CONTENT_TYPE

_SHOWN = 20


class ExportsView(TrainingScreen):
    """The lists one asked for, the newest first."""

    page_title = gettext_lazy("导出的名单")
    header_icon = "download"
    template_name = "training/admin/exports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        own = ExportRun.objects.filter(by=user).select_related("unit", "course", "klass")[:_SHOWN]
        return {**super().get_context_data(**kwargs), "runs": own, "states": ExportState}


@require_POST
def ask(request: HttpRequest, unit_id: int) -> HttpResponse:
    """导出名单: have the list made that the board shows the numbers of."""
    user = signed_in(request)
    if training_path(user) is None:
        raise PermissionDenied
    unit: OrgUnit = get_object_or_404(units_in_training_scope(user), pk=unit_id)
    on = clock.today()
    chosen = BoardForm(request.POST, user=user, on=on).chosen()
    overdue = request.POST.get("overdue") == "1"
    try:
        ask_for_export(by=user, unit=unit, chosen=chosen, overdue_only=overdue, at=clock.now(), on=on)
    except ExportRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已开始生成名单，完成后在这里下载。"))
    return redirect("training_exports")


@require_safe
def fetch(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """下载: the file, for who asked for it and may still see these people."""
    user = signed_in(request)
    run = get_object_or_404(ExportRun.objects.select_related("unit"), pk=export_id, by=user)
    try:
        path = hand_out(run=run, by=user, at=clock.now())
    except ExportRefusedError as error:
        messages.error(request, str(error))
        return redirect("training_exports" if training_path(user) is not None else "wagtailadmin_home")
    name = f"{run.unit.name}-{_('逾期名单') if run.overdue_only else _('培训名单')}-{run.as_of}.xlsx"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=CONTENT_TYPE)
    add_never_cache_headers(answer)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
