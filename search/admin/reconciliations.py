"""索引核对 in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from common.admin_screens import Screen
from search.rules import looks_after_index
from search.selectors.health import get_index_state
from search.services.reconciling import ask_for_comparison


class ReconciliationsView(Screen):
    """How the index is, what the last comparisons found, how far a running one is."""

    page_title = gettext_lazy("索引核对")
    header_icon = "search"
    template_name = "search/admin/reconciliations.html"

    def allows(self, user: Any) -> bool:
        return looks_after_index(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "state": get_index_state()}


@require_POST
def reconcile_now(request: HttpRequest) -> HttpResponse:
    """现在核对: have the index compared in the background."""
    if not looks_after_index(request.user):
        raise PermissionDenied
    ask_for_comparison()
    messages.success(request, _("已安排核对，稍后刷新本页查看结果。"))
    return redirect("search_reconciliations")
