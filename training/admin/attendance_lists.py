"""按名单登记: the attendance of a session by an uploaded list, first checked and shown, then recorded."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from common import clock
from common.numbers import number as read_number
from training.admin.attendance import SessionScreen
from training.admin.class_screens import explain
from training.admin.handing_over import EXPIRED, read_signed, sign
from training.admin.saving import saved_table
from training.enums import AttendanceOutcome
from training.forms.classes import AttendanceListForm
from training.listing import attendance as listing
from training.listing.attendance import AttendanceLine, read_attendance
from training.listing.files import ListRefusedError
from training.selectors.attendance import members, sheet
from training.services.arranging import ClassError
from training.services.attending_lists import CheckedLine, record_list
from training.sheets import as_xlsx

_PURPOSE = "training.attendance_list"


class SheetListView(SessionScreen):
    """The file is checked and its rows are shown; 确认登记 records what was shown, all or nothing.

    Between the two the rows are kept by the browser, with what was recorded of each person, signed for this
    person and session. What is recorded otherwise meanwhile is shown again before it is overwritten.
    """

    template_name = "training/admin/class_sheet_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        most = listing.LIMITS.rows
        parts = -(-members(self.klass).count() // most)
        context = {"form": AttendanceListForm(), "most": most, "parts": range(1, max(parts, 1) + 1)}
        return super().get_context_data(**{**context, **kwargs})

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
        rows = read_signed(request.POST["rows"], owner=self._owner, purpose=_PURPOSE)
        if rows is None:
            messages.error(request, EXPIRED)
            return self.back("training_class_sheet_list", self.session.pk)
        lines = [AttendanceLine(*given) for given, _before in rows]
        checked = self._try(lines, dry_run=False, shown=[before for _given, before in rows])
        changed = sum(line.has_changed for line in checked)
        if any(line.problem for line in checked):  # something changed since it was checked
            return self._show(checked)
        if changed:
            words = _("检查之后有 %d 人的登记有变动，本次未登记任何人员；请核对后再确认。")
            messages.warning(request, words % changed)
            return self._show(checked)
        number = sum(line.is_new for line in checked)
        messages.success(request, ngettext("已登记 %d 人。", "已登记 %d 人。", number) % number)
        return self.back("training_class_sheet", self.session.pk)

    @property
    def _owner(self) -> list[int]:
        return [self.user.pk, self.session.pk]

    def _try(
        self, lines: list[AttendanceLine], *, dry_run: bool, shown: list[str] | None = None
    ) -> list[CheckedLine]:
        return record_list(
            session=self.session, lines=lines, by=self.user, at=clock.now(), dry_run=dry_run, shown=shown
        )

    def _show(self, checked: list[CheckedLine], **context: Any) -> HttpResponse:
        """What is wrong, or else what would be recorded."""
        problems = [line for line in checked if line.problem]
        fresh = [line for line in checked if line.is_new]
        rows = [[astuple(line.given), line.before] for line in checked]
        report = {
            "problems": problems,
            "fresh": fresh,
            "same": len(checked) - len(fresh),
            "counts": [
                (outcome.label, sum(line.outcome == outcome for line in fresh))
                for outcome in AttendanceOutcome
            ],
            "signed": "" if problems else sign(rows, owner=self._owner, purpose=_PURPOSE),
        }
        return self.render_to_response(self.get_context_data(report=report, **context))


class SheetTemplateView(SessionScreen):
    """A list to be filled in: everybody in the class, as recorded, else as if all had come.

    Of a class of more people than one list may have, ``part`` says whom: the first of them, the next, ….
    """

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        part = read_number(self.request.GET.get("part", ""), least=1) or 1
        most = listing.LIMITS.rows
        headings = [_("工号"), _("姓名"), _("考勤"), _("时间（可不填）"), _("原因（请假必填）")]
        rows = (
            (
                row.enrollment.learner.staff_number,
                row.enrollment.learner.name,
                AttendanceOutcome(row.attendance.outcome if row.attendance else "present").label,
                "",
                "",
            )
            for row in sheet(self.session)[(part - 1) * most : part * most]
        )
        name = f"{_('考勤名单')}-{self.session.title}" + (f"-{part}" if part > 1 else "")
        return saved_table(as_xlsx(headings, rows, name=_("考勤名单")), name)
