"""试题分析: facility and discrimination of the items of a paper."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from training.bank_policy import bank_path, own
from training.models import Paper
from training.selectors.item_analysis import ENOUGH, analyze


class ItemAnalysisView(WagtailAdminTemplateMixin, TemplateView):
    """Of one of the own papers; the figures name no person."""

    page_title = _("试题分析")
    header_icon = "chart-column"
    template_name = "training/admin/item_analysis.html"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if bank_path(request.user) is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        papers = own(self.request.user, Paper.objects.all())
        chosen = self.request.GET.get("paper", "")
        paper = papers.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() else None
        every = self.request.GET.get("attempts") == "all"
        total, figures = analyze(paper=paper, first_only=not every) if paper else (0, [])
        doubtful = sum(1 for each in figures if each.doubt)
        context = {
            "papers": papers,
            "paper": paper,
            "every": every,
            "total": total,
            "figures": figures,
            "doubtful": doubtful,
            "enough": ENOUGH,
        }
        return {**super().get_context_data(**kwargs), **context}
