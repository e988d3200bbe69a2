"""学习异常 and how somebody studied, in the Wagtail admin; revoking a completion."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from accounts.requests import signed_in
from common import clock
from content.spreadsheets import harmless
from training.admin.screens import TrainersOnly
from training.forms.revoking import RevokeForm
from training.models import LearningEvent
from training.selectors.studies import Study, find_study, flags_for
from training.services.revoking import RevocationError, revoke_completion

SAFELY = {"csv": harmless, "xlsx": harmless}


class FlagsView(TrainersOnly, ReportView):
    """学习异常: what about somebody's study should be looked at."""

    page_title = gettext_lazy("学习异常")
    header_icon = "warning"
    index_url_name = "training_flags"
    index_results_url_name = "training_flags_results"
    verbose_name_plural = gettext_lazy("学习异常")
    no_results_message = gettext_lazy("没有学习异常。计时异常的学习会列在这里；已计入的学习时间不因此取消。")
    export_filename = "study-flags"
    list_export = ["enrollment.learner", "enrollment.unit", "enrollment.version", "lesson", "remark", "at"]
    export_headings = {
        "enrollment.learner": gettext_lazy("学员"),
        "enrollment.unit": gettext_lazy("单位"),
        "enrollment.version": gettext_lazy("课程"),
        "lesson": gettext_lazy("课时"),
        "remark": gettext_lazy("异常"),
        "at": gettext_lazy("时间"),
    }
    custom_field_preprocess = {name: SAFELY for name in list_export if name != "at"}
    columns = [
        TitleColumn(
            "learner",
            label=gettext_lazy("学员"),
            accessor="enrollment.learner",
            get_url=lambda event: reverse("training_study", args=[event.enrollment_id]),
        ),
        Column("unit", label=gettext_lazy("单位"), accessor=lambda event: event.enrollment.unit or "—"),
        Column("course", label=gettext_lazy("课程"), accessor="enrollment.version"),
        Column("lesson", label=gettext_lazy("课时"), accessor="lesson"),
        Column("remark", label=gettext_lazy("异常"), accessor="remark"),
        DateColumn("at", label=gettext_lazy("时间")),
    ]

    def get_queryset(self) -> QuerySet[LearningEvent]:
        return flags_for(signed_in(self.request))

    def get_base_queryset(self) -> QuerySet[LearningEvent]:
        return self.get_queryset()


class StudyScreen(TrainersOnly, WagtailAdminTemplateMixin):
    """A screen about one enrollment of the own subtree; others are not there (404)."""

    header_icon = "user"
    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def study(self) -> Study:
        """The enrollment.

        Raises:
            Http404: there is no such enrollment in the own subtree.
        """
        found = find_study(user=signed_in(self.request), enrollment_id=self.kwargs["enrollment_id"])
        if found is None:
            raise Http404
        return found

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("training_flags"), "label": FlagsView.page_title},
            {"url": "", "label": self.page_title},
        ]


class StudyView(StudyScreen, TemplateView):
    """学习情况 of one enrollment: what was credited and refused, when, and the remarks."""

    page_title = gettext_lazy("学习情况")
    template_name = "training/admin/study.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(study=self.study, **kwargs)


class RevokeView(StudyScreen, FormView[RevokeForm]):
    """撤销完成: asks for the reason, and says what follows."""

    page_title = gettext_lazy("撤销完成")
    template_name = "training/admin/revoke.html"
    form_class = RevokeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        study = self.study
        if not study.may_be_revoked:
            raise Http404
        return super().get_context_data(study=study, **kwargs)

    def form_valid(self, form: RevokeForm) -> HttpResponse:
        study = self.study
        if study.completion is None:
            raise Http404
        try:
            revoke_completion(
                completion=study.completion,
                by=signed_in(self.request),
                at=clock.now(),
                reason=form.cleaned_data["reason"],
            )
        except RevocationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("已撤销%(who)s的完成记录。") % {"who": study.enrollment.learner})
        return redirect("training_study", study.enrollment.pk)
