"""Case notices, as templates call for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common import clock
from content.charting import draw_bars
from content.models import CaseIndexPage, CasePage
from content.selectors import cases
from content.selectors.case_statistics import CaseStatistics, Figures, get_case_statistics
from content.templatetags.listings import asked, is_preview, viewer

register = template.Library()


@register.simple_tag(takes_context=True)
def case_detail(context: dict[str, Any], page: CasePage) -> cases.CaseDetail:
    """A case with its links; a preview shows the draft's words without them."""
    is_draft = is_preview(context)
    return cases.get_case(page, user=viewer(context), is_draft=is_draft)


@register.simple_tag(takes_context=True)
def case_column(context: dict[str, Any], page: CaseIndexPage) -> cases.CaseColumn:
    """The stretch of the column the reader asked for, narrowed as the address says."""
    chosen = cases.CaseFilter.read(
        **{name: asked(context, name) for name in ("item", "year", "region", "outcome")}
    )
    return cases.get_case_column(page, chosen=chosen, user=viewer(context), before=asked(context, "before"))


@register.simple_tag(takes_context=True)
def case_statistics(context: dict[str, Any], page: CaseIndexPage) -> CaseStatistics:
    """The figures of all cases the viewer may read."""
    return get_case_statistics(page, user=viewer(context))


@register.simple_tag
def today() -> date:
    """The day a page is printed on."""
    return clock.today()


@register.simple_tag
def bar_chart(figures: Figures) -> SafeString:
    """The chart of a table; the table beside it says the same in words."""
    unit = _("人次") if figures.counts_people else _("件")
    name = _("条形图：案例%(title)s统计（%(unit)s），数字见表格。") % {"title": figures.title, "unit": unit}
    return draw_bars([row.label for row in figures.rows], [row.value for row in figures.rows], name=name)
