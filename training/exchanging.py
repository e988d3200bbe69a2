"""Import and export of items as Excel files: first a check, then, with the same rows, the import.

Screens of the admin over the resources: the two may not know each other, so this stands in no layer and
``wagtail_hooks`` alone imports it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.requests import signed_in
from common import clock
from training.admin.handing_over import EXPIRED, read_signed, sign
from training.admin.quiz_items import ItemFilter
from training.admin.saving import saved_table
from training.admin.screens import BankScreen
from training.bank_policy import bank_path, own
from training.models import QuizItem
from training.resources.item_sheets import SheetError, read_sheet
from training.resources.quizzes import export_items, import_items, template

_PURPOSE = "training.items"


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(label=gettext_lazy("Excel 文件（.xlsx）"))


class ItemImportView(BankScreen):
    """导入试题: the file is checked and shown; 确认导入 saves the rows that were shown, all or none."""

    page_title = gettext_lazy("导入试题")
    header_icon = "upload"
    template_name = "training/admin/items_import.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        if "rows" in request.POST:
            return self._save(request)
        form = UploadForm(request.POST, request.FILES)
        context: dict[str, Any] = {"form": form}
        if form.is_valid():
            try:
                context |= self._check(read_sheet(form.cleaned_data["file"].read()))
            except SheetError as error:
                form.add_error("file", str(error))
        return self.render_to_response(self.get_context_data(**context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": UploadForm(), **kwargs})

    def _check(self, rows: list[dict[str, str]]) -> dict[str, Any]:
        user: Any = self.request.user
        report = import_items(rows=rows, user=user, at=clock.now(), dry_run=True)
        signed = "" if report.problems else sign(rows, owner=[user.pk], purpose=_PURPOSE)
        return {"report": report, "signed": signed}

    def _save(self, request: HttpRequest) -> HttpResponse:
        user = signed_in(request)
        rows = read_signed(request.POST["rows"], owner=[user.pk], purpose=_PURPOSE)
        if rows is None:
            messages.error(request, EXPIRED)
            return redirect("training_items_import")
        report = import_items(rows=rows, user=user, at=clock.now(), dry_run=False)
        if report.problems:  # something changed since it was checked
            return self.render_to_response(self.get_context_data(report=report, signed=""))
        words = _("已导入：新增 %(new)s 题，修改 %(changed)s 题，未变 %(same)s 题。")
        counts = {"new": report.created, "changed": report.updated, "same": report.unchanged}
        messages.success(request, words % counts)
        return redirect("training_items:index")


def export(request: HttpRequest) -> HttpResponse:
    """The items of the list as it is filtered."""
    if bank_path(request.user) is None:
        raise PermissionDenied
    user = signed_in(request)
    rows = ItemFilter(request.GET, queryset=own(user, QuizItem.objects.all()), request=request).qs
    return saved_table(export_items(items=rows, user=user, at=clock.now()), _("试题"))


def template_file(request: HttpRequest) -> HttpResponse:
    """An empty workbook with examples."""
    if bank_path(request.user) is None:
        raise PermissionDenied
    return saved_table(template(), _("试题导入模板"))


def exchange_urls() -> list[URLPattern]:
    """Addresses under /admin/training/items/."""
    return [
        path("training/items/import/", ItemImportView.as_view(), name="training_items_import"),
        path("training/items/export/", export, name="training_items_export"),
        path("training/items/template/", template_file, name="training_items_template"),
    ]
