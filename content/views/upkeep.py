"""Reports for editors: pages due for review (待复核) and readers' error reports (读者纠错)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import multigetattr

from common import clock
from common.admin_screens import Guarded
from content.enums import ReportState
from content.forms.reporting import HandleForm
from content.forms.upkeep import ReviewDateForm
from content.models import BasePage, ErrorReport
from content.selectors.citation_checks import place_name
from content.selectors.editing import is_editor
from content.selectors.upkeep import due_for, next_review, reported_edition, reports_for
from content.services.reporting import ReportClosedError, handle_report
from content.services.upkeeping import ReviewDateError, complete_review
from content.spreadsheets import harmless

SAFELY = {"csv": harmless, "xlsx": harmless}


class EditorsOnly(Guarded):
    """Lets in people who edit pages; what they get is of their units."""

    def allows(self, user: Any) -> bool:
        return is_editor(user)


class DueReportView(EditorsOnly, ReportView):
    """待复核: what to look at again, the longest overdue first."""

    page_title = gettext_lazy("待复核")
    header_icon = "calendar-check"
    index_url_name = "content_due"
    index_results_url_name = "content_due_results"
    verbose_name_plural = gettext_lazy("待复核的页面")
    no_results_message = gettext_lazy("没有到期的页面。复核日期在页面的“网址和归属”里填写。")
    export_filename = "due-for-review"
    list_export = ["title", "content_type", "unit", "review_by", "last_published_at"]
    export_headings = {
        "title": gettext_lazy("标题"),
        "content_type": gettext_lazy("类型"),
        "unit": gettext_lazy("责任单位"),
        "review_by": gettext_lazy("复核日期"),
        "last_published_at": gettext_lazy("最近发布"),
    }
    custom_field_preprocess = {"title": SAFELY, "content_type": SAFELY, "unit": SAFELY}
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("标题"),
            get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        ),
        Column("content_type", label=gettext_lazy("类型"), accessor=lambda page: page.content_type.name),
        Column("unit", label=gettext_lazy("责任单位"), accessor=lambda page: page.unit or "—"),
        Column("review_by", label=gettext_lazy("复核日期"), accessor=lambda page: _due(page)),
        TitleColumn(
            "done",
            label=gettext_lazy("办理"),
            accessor=lambda _page: _("复核完成"),
            get_url=lambda page: reverse("content_due_done", args=[page.pk]),
        ),
    ]

    def get_queryset(self) -> QuerySet[BasePage]:
        return due_for(self.request.user, on=clock.today())


class CompleteReviewView(EditorsOnly, WagtailAdminTemplateMixin, FormView[ReviewDateForm]):
    """复核完成: the next date."""

    page_title = gettext_lazy("复核完成")
    header_icon = "calendar-check"
    template_name = "content/admin/complete_review.html"
    form_class = ReviewDateForm
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page = get_object_or_404(BasePage, pk=kwargs["page_id"])
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"review_by": next_review(today=clock.today())}

    def form_valid(self, form: ReviewDateForm) -> HttpResponse:
        user: Any = self.request.user
        day = form.cleaned_data["review_by"]
        try:
            complete_review(page=self.page, review_by=day, by=user, at=clock.now())
        except ReviewDateError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("《%(title)s》复核完成，下次复核 %(day)s。") % {"title": self.page.title, "day": day},
        )
        return redirect("content_due")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "page": self.page}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return _way(self, reverse("content_due"), DueReportView.page_title, self.page.title)


class ErrorReportsView(EditorsOnly, ReportView):
    """读者纠错: open ones first."""

    page_title = gettext_lazy("读者纠错")
    header_icon = "warning"
    index_url_name = "content_reports"
    index_results_url_name = "content_reports_results"
    verbose_name_plural = gettext_lazy("读者纠错")
    no_results_message = gettext_lazy("还没有读者提交纠错。")
    export_filename = "error-reports"
    list_export = [
        "page",
        "edition",
        "eid",
        "quote",
        "remark",
        "state_label",
        "answer",
        "handled_by",
        "reported_at",
    ]
    export_headings = {
        "page": gettext_lazy("页面"),
        "edition": gettext_lazy("版本"),
        "eid": gettext_lazy("条款"),
        "quote": gettext_lazy("原文"),
        "remark": gettext_lazy("问题"),
        "state_label": gettext_lazy("处理情况"),
        "answer": gettext_lazy("处理说明"),
        "handled_by": gettext_lazy("处理人"),
        "reported_at": gettext_lazy("提交时间"),
    }
    custom_field_preprocess = dict.fromkeys(
        ("page", "edition", "eid", "quote", "remark", "answer", "handled_by"), SAFELY
    )
    columns = [
        TitleColumn(
            "page",
            label=gettext_lazy("页面"),
            accessor=lambda report: report.page.title,
            get_url=lambda report: reverse("content_report", args=[report.pk]),
        ),
        Column(
            "edition", label=gettext_lazy("版本"), accessor=lambda report: reported_edition(report) or "—"
        ),
        Column("eid", label=gettext_lazy("条款"), accessor=lambda report: place_name(report.eid) or "—"),
        Column("quote", label=gettext_lazy("原文"), accessor=lambda report: report.quote or "—"),
        Column("remark", label=gettext_lazy("问题")),
        Column("state", label=gettext_lazy("处理情况"), accessor="state_label"),
        DateColumn("reported_at", label=gettext_lazy("提交时间")),
    ]

    def get_queryset(self) -> QuerySet[ErrorReport]:
        return reports_for(self.request.user)

    def to_row_dict(self, item: ErrorReport) -> dict[str, Any]:
        """A row of the spreadsheet, in the order of ``list_export``."""
        return {
            name: reported_edition(item) if name == "edition" else multigetattr(item, name)
            for name in self.list_export
        }


class HandleReportView(EditorsOnly, WagtailAdminTemplateMixin, FormView[HandleForm]):
    """One report: what the reader said, and what became of it."""

    page_title = gettext_lazy("读者纠错")
    header_icon = "warning"
    template_name = "content/admin/handle_report.html"
    form_class = HandleForm
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        report = reports_for(request.user).filter(pk=kwargs["report_id"]).first()
        if report is None:  # none there, or another unit's: the same answer
            raise PermissionDenied
        self.report = report
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: HandleForm) -> HttpResponse:
        said = form.cleaned_data
        user: Any = self.request.user
        try:
            handle_report(
                report=self.report,
                state=ReportState(said["state"]),
                answer=said["answer"],
                by=user,
                at=clock.now(),
            )
            messages.success(self.request, _("已记录处理情况。"))
        except ReportClosedError as error:
            messages.warning(self.request, _words(error))
        return redirect("content_reports")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        context = {**super().get_context_data(**kwargs), "report": report}
        context |= {"place": place_name(report.eid), "edition": reported_edition(report)}
        # Another text may be public by now than the one the reader saw.
        context["is_changed"] = report.page.live_revision_id != report.revision_id
        return context

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return _way(self, reverse("content_reports"), ErrorReportsView.page_title, self.report.page.title)


def _way(view: Any, above: str, label: Any, title: str) -> list[dict[str, Any]]:
    """Breadcrumbs: the report, then what is shown."""
    return [*view.breadcrumbs_items, {"url": above, "label": label}, {"url": "", "label": title}]


def _due(page: BasePage) -> str:
    """The date, and whether it is over."""
    if page.review_by is None:
        return ""
    left = (page.review_by - clock.today()).days
    if left < 0:
        return _("%(day)s，已过期 %(number)d 天") % {"day": page.review_by, "number": -left}
    return str(page.review_by)


def _words(error: ValidationError) -> str:
    return " ".join(error.messages)
