"""班次 in the Wagtail admin: list, form, overview, state."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from accounts.models import OrgUnit, User
from common import clock
from common.refusals import words_of
from training.admin.class_screens import REFUSALS, ClassScreen, explain
from training.admin.screens import TrainersOnly
from training.enums import ClassState
from training.forms.classes import ClassForm, QuotaFormSet, StateForm
from training.models import Course, TrainingClass
from training.rules import training_path
from training.selectors.classes import classes_of, figures, listed_classes, quotas_of
from training.services.arranging import STEPS, change_class, create_class, move_class


def _units(request: HttpRequest | None) -> QuerySet[OrgUnit]:
    if request is None or not isinstance(request.user, User):
        return OrgUnit.objects.none()
    return OrgUnit.objects.filter(pk__in=classes_of(request.user).values("unit")).order_by("path")


def _courses(request: HttpRequest | None) -> QuerySet[Course]:
    if request is None or not isinstance(request.user, User):
        return Course.objects.none()
    return Course.objects.filter(versions__classes__in=classes_of(request.user)).distinct().order_by("title")


class ClassFilterSet(WagtailFilterSet):
    """By state, unit and course, out of those the person's classes have."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("状态"), choices=ClassState.choices)
    unit = django_filters.ModelChoiceFilter(label=gettext_lazy("主办单位"), queryset=_units)
    course = django_filters.ModelChoiceFilter(
        label=gettext_lazy("课程"), field_name="version__course", queryset=_courses
    )

    class Meta:
        model = TrainingClass
        fields = ["state", "unit", "course"]


class ClassIndexView(TrainersOnly, generic.IndexView):
    """The classes of the person's units."""

    model = TrainingClass
    permission_policy = None  # not a matter of Django's permissions: TrainersOnly
    page_title = gettext_lazy("班次")
    header_icon = "group"
    index_url_name = "training_classes"
    index_results_url_name = "training_classes_results"
    add_url_name = "training_class_add"
    add_item_label = gettext_lazy("新建班次")
    filterset_class = ClassFilterSet
    search_fields = ["name", "version__title", "place"]
    search_backend_name = None
    paginate_by = 30
    is_searchable = True
    default_ordering = ["-starts_on", "-pk"]
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("班次"),
            get_url=lambda klass: reverse("training_class", args=[klass.pk]),
        ),
        Column("version", label=gettext_lazy("课程"), accessor=lambda klass: klass.version.title),
        Column("unit", label=gettext_lazy("主办单位"), accessor=lambda klass: klass.unit.name),
        Column("state", label=gettext_lazy("状态"), accessor="get_state_display"),
        Column("starts_on", label=gettext_lazy("开班日期"), sort_key="starts_on"),
        Column("capacity", label=gettext_lazy("名额"), accessor=lambda klass: _places(klass)),
        Column("waiting", label=gettext_lazy("候补"), accessor="waiting"),
    ]

    def get_base_queryset(self) -> QuerySet[TrainingClass]:
        return listed_classes(self.user)

    def order_queryset(self, queryset: Any) -> Any:
        by = self.ordering if str(self.ordering).lstrip("-") == "starts_on" else "-starts_on"
        return queryset.order_by(by, "-pk")


class ClassAddView(TrainersOnly, generic.CreateView):
    """A new class, in preparation."""

    model = TrainingClass
    permission_policy = None
    form_class = ClassForm
    page_title = gettext_lazy("新建班次")
    header_icon = "group"
    index_url_name = "training_classes"
    add_url_name = "training_class_add"
    template_name = "training/admin/class_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "acting": self.user}

    def form_valid(self, form: ClassForm) -> HttpResponse:
        try:
            klass = create_class(by=self.user, at=clock.now(), **form.cleaned_data)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
            return self.form_invalid(form)
        messages.success(self.request, _("已新建班次“%(name)s”，请填写课程表。") % {"name": klass.name})
        return redirect("training_class_timetable", klass.pk)


class ClassEditView(ClassScreen):
    """What describes a class, its places, and the places kept for units."""

    template_name = "training/admin/class_edit.html"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = ClassForm(request.POST, instance=self.klass, acting=self.user)
        quotas = self._quotas(request.POST)
        if not (form.is_valid() and quotas.is_valid()):
            return self._again(form, quotas)
        said = dict(form.cleaned_data)
        capacity, at = said.pop("capacity"), clock.now()
        stored = TrainingClass.objects.get(pk=self.klass.pk)
        try:
            places = quotas.places()
            change_class(klass=stored, by=self.user, at=at, capacity=capacity, places=places, **said)
        except REFUSALS as error:
            form.add_error(None, words_of(error))
            return self._again(form, quotas)
        messages.success(request, _("已保存。"))
        return self.back("training_class")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ClassForm(instance=self.klass, acting=self.user))
        kwargs.setdefault("quotas", self._quotas(None))
        return super().get_context_data(**kwargs)

    def _quotas(self, data: Any) -> Any:
        initial = [{"unit": row.unit.code, "places": row.places} for row in quotas_of(self.klass)]
        path = training_path(self.user) or ""
        return QuotaFormSet(data, initial=initial, prefix="quotas", form_kwargs={"path": path})

    def _again(self, form: ClassForm, quotas: Any) -> HttpResponse:
        self.klass = TrainingClass.objects.select_related("unit", "version").get(pk=self.klass.pk)
        context = self.get_context_data(form=form, quotas=quotas)
        return self.render_to_response(context, status=422)


class ClassOverview(ClassScreen):
    """概况: facts, places, and what can be done next."""

    template_name = "training/admin/class_overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [(state.value, _STEP_NAMES[state]) for state in STEPS[self.klass.state]]
        return super().get_context_data(
            figures=figures(self.klass), quotas=quotas_of(self.klass), steps=steps, **kwargs
        )


_STEP_NAMES = {
    ClassState.DRAFT: gettext_lazy("退回筹备"),
    ClassState.OPEN: gettext_lazy("开放报名"),
    ClassState.RUNNING: gettext_lazy("开班"),
    ClassState.CANCELED: gettext_lazy("取消班次"),
}


class ClassStateView(ClassScreen):
    """Ask once more, then move the class on."""

    template_name = "training/admin/class_state.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._to() is None:
            return self.back("training_class")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = StateForm(request.POST)
        if not form.is_valid():
            return self.back("training_class")
        to = ClassState(form.cleaned_data["to"])
        reason = form.cleaned_data["reason"]
        try:
            move_class(klass=self.klass, to=to, by=self.user, at=clock.now(), reason=reason)
        except REFUSALS as error:
            explain(request, error)
            return redirect(reverse("training_class_state", args=[self.klass.pk], query={"to": to.value}))
        messages.success(request, _("班次状态改为“%(state)s”。") % {"state": to.label})
        return self.back("training_class")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        to = self._to()
        return super().get_context_data(
            to=to,
            action=_STEP_NAMES[to] if to else "",
            is_cancellation=to == ClassState.CANCELED,
            figures=figures(self.klass),
            **kwargs,
        )

    def _to(self) -> ClassState | None:
        asked = self.request.GET.get("to", "")
        return ClassState(asked) if asked in STEPS[self.klass.state] else None


def _places(klass: TrainingClass) -> str:
    return _("%(taken)d / %(capacity)d，余 %(free)d") % {
        "taken": klass.taken,
        "capacity": klass.capacity,
        "free": klass.capacity - klass.taken,
    }
