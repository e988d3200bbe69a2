"""按名单登记: the attendance of a session by an uploaded list, first checked and shown, then recorded."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from common import clock
from training.admin.attendance import SessionScreen
from training.admin.class_screens import explain
from training.admin.saving import saved_table
from training.enums import AttendanceOutcome
from training.forms.classes import AttendanceListForm
from training.listing.attendance import AttendanceLine, read_attendance
from training.listing.files import ListRefusedError
from training.selectors.attendance import sheet
from training.services.arranging import ClassError
from training.services.attending_lists import CheckedLine, record_list
from training.sheets import as_xlsx

_SALT = "training.attendance_list"
_LONGEST_STAY = 2 * 60 * 60


class SheetListView(SessionScreen):
    """The file is checked and its rows are shown; 确认登记 records what was shown, all or nothing.

    Between the two the rows are kept by the browser, signed for this person and session.
    """

    template_name = "training/admin/class_sheet_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": AttendanceListForm(), **kwargs})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            return self._record(request) if "rows" in request.POST else self._check(request)
        except ClassError as error:
            explain(request, error)
            return self.back("training_class_sheet", self.session.pk)

    def _check(self, request: HttpRequest) -> HttpResponse:
        form = AttendanceListForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                table = read_attendance(form.cleaned_data["file"].read())
                lines = list(table.lines)
            except ListRefusedError as error:
                form.add_error("file", str(error))
            else:
                return self._show(self._try(lines, dry_run=True), notes=table.notes)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _record(self, request: HttpRequest) -> HttpResponse:
        lines = self._read_signed(request.POST["rows"])
        if lines is None:
            messages.error(request, _("检查结果已经失效，请重新上传文件。"))
            return self.back("training_class_sheet_list", self.session.pk)
        checked = self._try(lines, dry_run=False)
        if any(line.problem for line in checked):  # something changed since it was checked
            return self._show(checked)
        number = sum(line.is_new for line in checked)
        messages.success(request, ngettext("已登记 %d 人。", "已登记 %d 人。", number) % number)
        return self.back("training_class_sheet", self.session.pk)

    def _try(self, lines: list[AttendanceLine], *, dry_run: bool) -> list[CheckedLine]:
        return record_list(session=self.session, lines=lines, by=self.user, at=clock.now(), dry_run=dry_run)

    def _show(self, checked: list[CheckedLine], **context: Any) -> HttpResponse:
        """What is wrong, or else what would be recorded."""
        problems = [line for line in checked if line.problem]
        fresh = [line for line in checked if line.is_new]
        rows = [astuple(line.given) for line in checked]
        report = {
            "problems": problems,
            "fresh": fresh,
            "same": len(checked) - len(fresh),
            "counts": [
                (outcome.label, sum(line.outcome == outcome for line in fresh))
                for outcome in AttendanceOutcome
            ],
            "signed": ""
            if problems
            else signing.dumps([self.user.pk, self.session.pk, rows], salt=_SALT, compress=True),
        }
        return self.render_to_response(self.get_context_data(report=report, **context))

    def _read_signed(self, text: str) -> list[AttendanceLine] | None:
        """The rows that were shown; None where they were others', of another session, or too long ago."""
        try:
            owner, session_id, rows = signing.loads(text, salt=_SALT, max_age=_LONGEST_STAY)
        except signing.BadSignature:
            return None
        if (owner, session_id) != (self.user.pk, self.session.pk):
            return None
        return [AttendanceLine(*row) for row in rows]


class SheetTemplateView(SessionScreen):
    """A list to be filled in: everybody in the class, as recorded, else as if all had come."""

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        headings = [_("工号"), _("姓名"), _("考勤"), _("时间（可不填）"), _("原因（请假必填）")]
        rows = (
            (
                row.enrollment.learner.staff_number,
                row.enrollment.learner.name,
                AttendanceOutcome(row.attendance.outcome if row.attendance else "present").label,
                "",
                "",
            )
            for row in sheet(self.session)
        )
        name = f"{_('考勤名单')}-{self.session.title}"
        return saved_table(as_xlsx(headings, rows, name=_("考勤名单")), name)
