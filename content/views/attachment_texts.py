"""附件文字: a report for editors of files whose words the search does not know."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from content.enums import ExtractionProblem, ExtractionStatus
from content.models import AttachmentText
from content.selectors.attached_words import pages_offering, texts_to_look_at
from content.views.upkeep import SAFELY, EditorsOnly


class AttachmentTextsView(EditorsOnly, ReportView):
    """Failed, waiting and without words: which file, why, and on which page."""

    page_title = gettext_lazy("附件文字")
    header_icon = "doc-full-inverse"
    index_url_name = "content_attachment_texts"
    index_results_url_name = "content_attachment_texts_results"
    verbose_name_plural = gettext_lazy("附件文字")
    no_results_message = gettext_lazy("附件的文字都已提取，可以搜索。")
    export_filename = "attachment-texts"
    list_export = ["document", "status", "reason", "extracted_at"]
    export_headings = {
        "document": gettext_lazy("文件"),
        "status": gettext_lazy("提取情况"),
        "reason": gettext_lazy("说明"),
        "extracted_at": gettext_lazy("提取时间"),
    }
    custom_field_preprocess = {"document": SAFELY}
    columns = [
        TitleColumn(
            "document",
            label=gettext_lazy("文件"),
            accessor=lambda text: text.document.title,
            get_url=lambda text: reverse("wagtaildocs:edit", args=[text.document_id]),
        ),
        Column("status", label=gettext_lazy("提取情况"), accessor=lambda text: _status(text)),
        Column("reason", label=gettext_lazy("说明"), accessor=lambda text: _reason(text)),
        TitleColumn(
            "page",
            label=gettext_lazy("页面"),
            accessor=lambda text: text.offered_on.title if text.offered_on else "—",
            get_url=lambda text: _edit_address(text),
        ),
        DateColumn("extracted_at", label=gettext_lazy("提取时间")),
    ]

    def get_queryset(self) -> QuerySet[AttachmentText]:
        return texts_to_look_at(self.request.user)

    def decorate_paginated_queryset(self, object_list: Any) -> list[Any]:
        """Each row with the page it is of, asked for all rows at once."""
        rows = list(object_list)
        pages = pages_offering([row.document_id for row in rows], user=self.request.user)
        for row in rows:
            row.offered_on = pages.get(row.document_id)
        return rows

    def to_row_dict(self, item: AttachmentText) -> dict[str, Any]:
        """A row of the spreadsheet, in the order of ``list_export``."""
        return {
            "document": item.document.title,
            "status": _status(item),
            "reason": _reason(item),
            "extracted_at": item.extracted_at,
        }


def _status(text: AttachmentText) -> str:
    return str(ExtractionStatus(text.status).label)


def _reason(text: AttachmentText) -> str:
    """What is the matter, and what to do about it."""
    if text.problem:
        return str(ExtractionProblem(text.problem).label)
    if text.status == ExtractionStatus.PENDING:
        return _("正在排队，稍后自动提取。")
    if text.status == ExtractionStatus.NO_TEXT:
        return _("文件里没有可以搜索的文字（可能是扫描件），请上传带文字层的文件。")
    return _("共 %(pages)d 页，其中 %(blank)d 页没有文字层，搜不到。") % {
        "pages": text.page_count,
        "blank": text.blank_pages,
    }


def _edit_address(text: Any) -> str | None:
    return reverse("wagtailadmin_pages:edit", args=[text.offered_on.pk]) if text.offered_on else None
