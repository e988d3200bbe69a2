"""名单导入 in the Wagtail admin: upload, what would come of it, confirmation, result."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from common import clock
from common.numbers import key
from training.admin.saving import saved_table
from training.admin.screens import TrainingScreen
from training.enums import ListState, RowOutcome
from training.forms.classes import ListForm
from training.models import EnrollmentListRun, TrainingClass
from training.selectors.listing import class_for_list, job_of, outcomes_of, runs_of
from training.services.listing import ListError, confirm_list, drop_list, take_in_list
from training.sheets import as_xlsx

PER_PAGE = 50


class ListScreen(TrainingScreen):
    """A screen about lists."""

    page_title = gettext_lazy("名单导入")
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        lists = {"url": reverse("training_lists"), "label": gettext_lazy("名单导入")}
        return [*self.breadcrumbs_items, lists]


class ListsView(ListScreen):
    """The lists of the person's units, newest first."""

    template_name = "training/admin/lists.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = Paginator(runs_of(self.user), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(items=runs, **kwargs)


class ListAddView(ListScreen):
    """Upload a list for a class (``?class=``) or a course."""

    template_name = "training/admin/list_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        klass = self._klass()
        kwargs.setdefault("form", ListForm(klass=klass))
        return super().get_context_data(klass=klass, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        klass = self._klass()
        form = ListForm(request.POST, request.FILES, klass=klass)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = form.cleaned_data
        try:
            run = take_in_list(
                version=klass.version if klass is not None else said["version"],
                klass=klass,
                name=str(said["file"].name),
                content=said["file"].read(),
                by=self.user,
                at=clock.now(),
                due_on=said["due_on"],
            )
        except ListError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect("training_list", run.pk)

    def _klass(self) -> TrainingClass | None:
        text = self.request.GET.get("class", "")
        if not text:
            return None
        found = class_for_list(self.user, key(text))
        if found is None:
            raise Http404
        return found


class ListView(ListScreen):
    """One list: what is being done, what would come or came of it, row by row."""

    template_name = "training/admin/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = _run(self)
        outcome = self.request.GET.get("outcome", "")
        rows = run.rows.select_related("learner__unit").order_by("line")
        rows = rows.filter(outcome=outcome) if outcome in RowOutcome.values else rows
        after = key(self.request.GET.get("after", ""))
        shown = list(rows.filter(line__gt=after)[: PER_PAGE + 1])
        counts = outcomes_of(run)
        return super().get_context_data(
            run=run,
            job=job_of(run) if run.state in (ListState.UPLOADED, ListState.CONFIRMED) else None,
            counts=[(value, label, counts[value]) for value, label in RowOutcome.choices if counts[value]],
            ready=counts[RowOutcome.READY],
            rows=shown[:PER_PAGE],
            after=shown[PER_PAGE - 1].line if len(shown) > PER_PAGE else None,
            outcome=outcome,
            **kwargs,
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        run = _run(self)
        try:
            if "confirm" in request.POST:
                confirm_list(run=run, by=self.user, at=clock.now())
                messages.success(request, _("已开始导入，可以离开本页，稍后回来查看结果。"))
            elif "drop" in request.POST:
                drop_list(run=run, by=self.user)
                messages.success(request, _("已放弃这份名单，没有导入任何人。"))
        except ListError as error:
            messages.error(request, str(error))
        return redirect("training_list", run.pk)


class ListTableView(ListScreen):
    """Every row with what came of it, as XLSX."""

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        run = _run(self)
        rows = run.rows.order_by("line").values_list("line", "number", "name", "outcome", "message")
        labels = dict(RowOutcome.choices)
        told = (
            (line, number, name, str(labels[outcome]), message)
            for line, number, name, outcome, message in rows.iterator(chunk_size=2_000)
        )
        headings = [_("行"), _("工号或手机号"), _("姓名"), _("结果"), _("说明")]
        return saved_table(as_xlsx(headings, told, name=_("导入结果")), f"{_('导入结果')}-{run.name}")


def _run(view: ListScreen) -> EnrollmentListRun:
    return get_object_or_404(runs_of(view.user), pk=view.kwargs["run_id"])
