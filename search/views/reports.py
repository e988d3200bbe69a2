"""Reports for editors: what readers search for (热门搜索), and what they do not find (零结果搜索)."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from common import clock
from common.admin_screens import Guarded
from content.selectors.editing import is_editor
from content.spreadsheets import harmless
from search.models import SearchTrace
from search.selectors.traces import counted_queries, top_queries, zero_queries

PERIODS = {
    "7": gettext_lazy("最近7天"),
    "30": gettext_lazy("最近30天"),
    "90": gettext_lazy("最近90天"),
}
USUAL = "30"
EARLIER = "earlier"
SAFELY = {"csv": harmless, "xlsx": harmless}


def add_question_url(text: str) -> str:
    """Where a common question with these words is added."""
    return f"{reverse('search_questions:add')}?{urlencode({'text': text})}"


class PeriodFilterSet(WagtailFilterSet):
    """The days looked back."""

    period = django_filters.ChoiceFilter(
        choices=list(PERIODS.items()), label=gettext_lazy("时间"), method="keep", empty_label=None
    )

    class Meta:
        model = SearchTrace
        fields: list[str] = []

    def keep(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """The view reads the value; rows are counted after it."""
        return rows


class AnyPeriodFilterSet(PeriodFilterSet):
    """Also the time of which only counts are kept."""

    period = django_filters.ChoiceFilter(
        choices=[*PERIODS.items(), (EARLIER, gettext_lazy("更早（两年内，按日汇总）"))],
        label=gettext_lazy("时间"),
        method="keep",
        empty_label=None,
    )


# What was asked and how often; the way to make a common question of it.
ASKED_COLUMNS = (
    TitleColumn("text", label=gettext_lazy("搜索词"), get_url=lambda row: _results_url(row["text"])),
    Column("total", label=gettext_lazy("次数"), accessor=lambda row: row["total"]),
)
QUESTION_COLUMN = TitleColumn(
    "question",
    label=gettext_lazy("办理"),
    accessor=lambda _row: _("设为常见问法"),
    get_url=lambda row: add_question_url(row["text"]),
)


class SearchReportView(Guarded, ReportView):
    """Rows of queries; any editor sees all of them, for they belong to no unit and name nobody."""

    filterset_class = PeriodFilterSet
    verbose_name_plural = gettext_lazy("搜索词")

    def allows(self, user: Any) -> bool:
        return is_editor(user)

    def get_filtered_queryset(self) -> QuerySet[Any]:
        return self.get_queryset()

    @property
    def period(self) -> str:
        """The period chosen."""
        filters: Any = self.filters
        chosen = filters.form.cleaned_data.get("period") if filters.is_valid() else ""
        return chosen or USUAL


class TopSearchesView(SearchReportView):
    """热门搜索: asked in at least three different hours."""

    page_title = gettext_lazy("热门搜索")
    header_icon = "search"
    index_url_name = "search_top"
    index_results_url_name = "search_top_results"
    no_results_message = gettext_lazy("还没有搜索词。至少在三个不同的小时里搜过的词才列在这里。")
    filterset_class = AnyPeriodFilterSet
    export_filename = "top-searches"
    list_export = ["text", "total", "most_hits", "nothing", "opened", "position"]
    export_headings = {
        "text": gettext_lazy("搜索词"),
        "total": gettext_lazy("次数"),
        "most_hits": gettext_lazy("结果数"),
        "nothing": gettext_lazy("其中无完整结果"),
        "opened": gettext_lazy("点开率（%）"),
        "position": gettext_lazy("点开的平均位次"),
    }
    custom_field_preprocess = {"text": SAFELY}
    columns = [
        *ASKED_COLUMNS,
        Column("most_hits", label=gettext_lazy("结果数"), accessor=lambda row: _shown(row["most_hits"])),
        Column("nothing", label=gettext_lazy("其中无完整结果"), accessor=lambda row: row["nothing"]),
        Column("opened", label=gettext_lazy("点开率"), accessor=lambda row: f"{row['opened']:g}%"),
        Column("position", label=gettext_lazy("平均位次"), accessor=lambda row: _shown(row["position"])),
        QUESTION_COLUMN,
    ]

    def get_queryset(self) -> QuerySet[Any]:
        period = self.period
        return counted_queries() if period == EARLIER else top_queries(days=int(period), at=clock.now())


class ZeroSearchesView(SearchReportView):
    """零结果搜索: no text has every word; asked in at least two different hours."""

    page_title = gettext_lazy("零结果搜索")
    header_icon = "warning"
    index_url_name = "search_zero"
    index_results_url_name = "search_zero_results"
    no_results_message = gettext_lazy("没有找不到的搜索词。至少在两个不同的小时里搜过的词才列在这里。")
    export_filename = "searches-without-results"
    list_export = ["text", "total", "partly", "latest"]
    export_headings = {
        "text": gettext_lazy("搜索词"),
        "total": gettext_lazy("次数"),
        "partly": gettext_lazy("其中有部分词语的结果"),
        "latest": gettext_lazy("最近一次"),
    }
    custom_field_preprocess = {"text": SAFELY}
    columns = [
        *ASKED_COLUMNS,
        Column("partly", label=gettext_lazy("其中有部分词语的结果"), accessor=lambda row: row["partly"]),
        Column("latest", label=gettext_lazy("最近一次"), accessor=lambda row: f"{row['latest']:%Y-%m-%d}"),
        QUESTION_COLUMN,
    ]

    def get_queryset(self) -> QuerySet[Any]:
        return zero_queries(days=int(self.period), at=clock.now())


def _results_url(text: str) -> str:
    return f"{reverse('search:results')}?{urlencode({'q': text})}"


def _shown(value: Any) -> Any:
    return "—" if value is None else value
