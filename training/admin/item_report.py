"""试题分析: facility and discrimination of the items of a paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.numbers import number
from training.admin.screens import BankScreen
from training.bank_policy import own
from training.models import Paper
from training.selectors.item_analysis import ENOUGH, analyze


class ItemAnalysisView(BankScreen):
    """Of one of the own papers; the figures name no person."""

    page_title = _("试题分析")
    header_icon = "chart-column"
    template_name = "training/admin/item_analysis.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        papers = own(self.request.user, Paper.objects.all())
        chosen = number(self.request.GET.get("paper", ""))
        paper = papers.filter(pk=chosen).first() if chosen else None
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
