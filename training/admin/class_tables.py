"""课程表, 学员名册 and 签到表 as XLSX, and the timetable on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from training.admin.attendance import SessionScreen
from training.admin.class_screens import ClassScreen
from training.admin.saving import saved_table
from training.selectors.attendance import sheet
from training.selectors.classes import sessions_of
from training.selectors.rosters import roster, with_leave
from training.sheets import as_xlsx


class PrintedTimetableView(ClassScreen):
    """课程表 on paper."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        context = {"klass": self.klass, "sessions": sessions_of(self.klass)}
        return TemplateResponse(request, "training/admin/print_timetable.html", context)


class TimetableTableView(ClassScreen):
    """课程表 as XLSX."""

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        headings = [_("日期"), _("开始"), _("结束"), _("内容"), _("主讲"), _("地点"), _("学时")]
        rows = (
            (
                _local(row.starts_at, "%Y-%m-%d"),
                _local(row.starts_at, "%H:%M"),
                _local(row.ends_at, "%H:%M"),
                row.title,
                row.teacher,
                row.place,
                float(row.hours),
            )
            for row in sessions_of(self.klass)
        )
        return saved_table(as_xlsx(headings, rows, name=_("课程表")), f"{_('课程表')}-{self.klass.name}")


class RosterTableView(ClassScreen):
    """学员名册 as XLSX."""

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        headings = [
            _("姓名"),
            _("工号"),
            _("单位"),
            _("状态"),
            _("到课"),
            _("请假"),
            _("缺席"),
            _("请假学时"),
        ]
        rows = (
            (
                row.learner.name,
                row.learner.staff_number,
                row.unit.name if row.unit else "",
                row.get_state_display(),
                row.present,
                row.leave,
                row.absent,
                float(row.leave_hours),
            )
            for row in with_leave(self.klass, roster(self.klass))
        )
        return saved_table(as_xlsx(headings, rows, name=_("学员名册")), f"{_('学员名册')}-{self.klass.name}")


class SheetTableView(SessionScreen):
    """签到表 of a session as XLSX."""

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        session = self.session
        headings = [_("姓名"), _("工号"), _("单位"), _("考勤"), _("方式"), _("时间"), _("提示")]
        rows = (
            (
                row.enrollment.learner.name,
                row.enrollment.learner.staff_number,
                row.enrollment.unit.name if row.enrollment.unit else "",
                row.outcome.label if row.outcome else "",
                row.attendance.get_way_display() if row.attendance else "",
                _local(row.attendance.at, "%Y-%m-%d %H:%M:%S") if row.attendance else "",
                _("与他人同一设备") if row.shared_with else "",
            )
            for row in sheet(session)
        )
        return saved_table(as_xlsx(headings, rows, name=_("签到表")), f"{_('签到表')}-{session.title}")


def _local(moment: Any, form: str) -> str:
    return str(timezone.localtime(moment).strftime(form))
