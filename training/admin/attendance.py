"""考勤 of a class in the Wagtail admin: sessions, sheets, the screen with the code, printing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from common import clock
from common.numbers import numbers
from training.admin.class_screens import REFUSALS, ClassScreen, explain
from training.checking_in.codes import CODE_SECONDS, make_code
from training.checking_in.pictures import qr_svg
from training.enums import AttendanceOutcome
from training.models import ClassSession
from training.selectors.attendance import count_present, members, sheet, undecided
from training.selectors.classes import sessions_of
from training.services.attending import OPENS_BEFORE, mark, mark_rest_absent

REFRESH_SECONDS = 10  # a code is always good for some seconds more when the next one comes


class AttendanceView(ClassScreen):
    """The timetable with what is recorded for every session."""

    tab = "training_class_attendance"
    template_name = "training/admin/class_attendance.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sessions=sessions_of(self.klass),
            missing={session.pk for session, _number in undecided(self.klass)},
            total=members(self.klass).count(),
            now=clock.now(),
            **kwargs,
        )


class SessionScreen(ClassScreen):
    """A screen about one line of the timetable."""

    tab = "training_class_attendance"
    session: ClassSession

    def prepare(self, **kwargs: Any) -> None:
        """Find the class, and the session.

        Raises:
            Http404: there is no such class of the person's, or the session is not one of it.
        """
        super().prepare(**kwargs)
        found = self.klass.sessions.select_related("lesson").filter(pk=kwargs["session_id"]).first()
        if found is None:
            raise Http404
        found.klass = self.klass
        self.session = found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(session=self.session, **kwargs)


class SheetView(SessionScreen):
    """Everybody with what is recorded; entries by hand."""

    template_name = "training/admin/class_sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session, now = self.session, clock.now()
        return super().get_context_data(
            rows=sheet(session),
            count=count_present(session),
            outcomes=AttendanceOutcome.choices,
            is_open=session.starts_at - OPENS_BEFORE <= now <= session.ends_at,
            is_over=now >= session.ends_at,
            **kwargs,
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        session, at = self.session, clock.now()
        people = numbers(request.POST.getlist("people"))
        outcome = request.POST.get("outcome", "")
        try:
            if "rest" in request.POST:
                number = mark_rest_absent(session=session, by=self.user, at=at)
            elif not people or outcome not in AttendanceOutcome.values:
                messages.warning(request, _("请先选择学员。"))
                return self.back("training_class_sheet", session.pk)
            else:
                said = AttendanceOutcome(outcome)
                reason = request.POST.get("reason", "")[:200]
                number = mark(
                    session=session, enrollments=people, outcome=said, by=self.user, at=at, reason=reason
                )
        except REFUSALS as error:
            explain(request, error)
        else:
            messages.success(request, ngettext("已登记 %d 人。", "已登记 %d 人。", number) % number)
        return self.back("training_class_sheet", session.pk)


class ScreenView(SessionScreen):
    """The screen for the projector: the code, how many are there; nothing else."""

    template_name = "training/admin/check_in_screen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = self.session
        return super().get_context_data(
            code=_code(session), count=count_present(session), seconds=REFRESH_SECONDS, **kwargs
        )


class CodeView(SessionScreen):
    """The next code and the count, for the screen's script."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override] # noqa: ARG002
        session = self.session
        count = count_present(session)
        answer = JsonResponse({**_code(session), "present": count.present, "total": count.total})
        answer["Cache-Control"] = "no-store"
        return answer


class PrintedSheetView(SessionScreen):
    """签到表 on paper: with what is recorded, and room to sign."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        session = self.session
        context = {"klass": self.klass, "session": session, "rows": sheet(session)}
        return TemplateResponse(request, "training/admin/print_sheet.html", context)


def _code(session: ClassSession) -> dict[str, Any]:
    now = clock.now()
    if not session.starts_at - OPENS_BEFORE <= now <= session.ends_at:
        return {"svg": "", "address": "", "valid": 0}
    code = make_code(session_id=session.pk, at=now)
    address = settings.WAGTAILADMIN_BASE_URL + reverse("training:check_in", args=[code])
    picture = qr_svg(address, label=_("签到二维码"))
    return {"svg": mark_safe(picture), "address": address, "valid": CODE_SECONDS}  # noqa: S308 - ours
