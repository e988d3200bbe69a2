"""完成情况: the completion board in the Wagtail admin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OrgUnit
from common import clock
from training.admin.screens import TrainingScreen
from training.forms.boards import BoardForm
from training.models import Course
from training.selectors.board_scope import other_tops, top_unit, units_in_training_scope, way_to
from training.selectors.boards import Figures, board, figures_by_course
from training.selectors.overdue import overdue_page
from training.selectors.trends import trend_chart


class BoardPart(TrainingScreen):
    """A screen about one unit of somebody's own subtree; other units are not there (404)."""

    header_icon = "table"
    address = "training_board_unit"
    unit: OrgUnit | None

    def prepare(self, **kwargs: Any) -> None:
        self.unit = _unit_in_scope(self.user, kwargs.get("unit_id"))
        self.on = clock.today()
        self.form = BoardForm(self.request.GET, user=self.user, on=self.on)
        self.chosen = self.form.chosen()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [("", _("导出名单")), ("1", _("导出逾期名单"))]
        chosen = {"kept": self.kept(), "query": self.query(), "form": self.form}
        own = {**chosen, "export_kinds": kinds, "unit": self.unit, "on": self.on}
        return {**super().get_context_data(**kwargs), **own}

    def kept(self) -> dict[str, Any]:
        """What was chosen, by the names of the form."""
        given = {"course": self.chosen.course_id, "klass": self.chosen.klass_id, "year": self.chosen.year}
        return {name: value for name, value in given.items() if value}

    def query(self, **more: str) -> str:
        """What was chosen, as the end of an address."""
        kept = {**self.kept(), **more}
        return f"?{urlencode(kept)}" if kept else ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [*self.breadcrumbs_items, {"url": reverse("training_board") + self.query(), "label": _TITLE}]
        way = way_to(self.unit, self.request.user) if self.unit else []
        return items + [
            {"url": reverse("training_board_unit", args=[unit.pk]) + self.query(), "label": unit.name}
            for unit in way
        ]


_TITLE = gettext_lazy("完成情况")


def _unit_in_scope(user: Any, unit_id: int | None) -> OrgUnit | None:
    """The unit asked for, or the top of the own subtree; None where there is no unit at all.

    Raises:
        Http404: there is no such unit in the own subtree.
    """
    if unit_id is None:
        return top_unit(user)
    unit: OrgUnit | None = units_in_training_scope(user).filter(pk=unit_id).first()
    if unit is None:
        raise Http404
    return unit


class BoardView(BoardPart):
    """The figures of a unit, of what is below it, by course, and through time."""

    page_title = _TITLE
    template_name = "training/admin/board.html"

    def get_page_subtitle(self) -> str:
        return self.unit.name if self.unit else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.unit is None:
            return context
        return {
            **context,
            "board": board(self.unit, self.chosen, on=self.on),
            "others": other_tops(self.request.user, self.unit),
            "courses": self._courses() if self.chosen.course_id is None else [],
            "chart": trend_chart(self.unit, self.chosen, on=self.on),
        }

    def _courses(self) -> list[tuple[Course, Figures]]:
        found = figures_by_course(self.unit, self.chosen, on=self.on) if self.unit else {}
        return [
            (course, found[course.pk])
            for course in Course.objects.filter(pk__in=found).order_by("title", "pk")
        ]


class OverdueView(BoardPart):
    """逾期名单: people of a unit's subtree who are late, page by page."""

    page_title = gettext_lazy("逾期名单")
    template_name = "training/admin/board_overdue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        assert self.unit is not None  # noqa: S101 - the address names one
        found = overdue_page(self.unit, self.chosen, on=self.on, after=self.request.GET.get("after", ""))
        following = self.query(after=found.after) if found.after else ""
        return {**context, "rows": found.rows, "following": following, "begun": "after" in self.request.GET}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


class NoticeView(BoardPart):
    """通报: one page to print, about units only."""

    template_name = "training/admin/board_notice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        assert self.unit is not None  # noqa: S101 - the address names one
        shown = board(self.unit, self.chosen, on=self.on)
        return {
            **context,
            "board": shown,
            "course": self.form.cleaned_data.get("course"),
            "klass": self.form.cleaned_data.get("klass"),
            "behind": [line for line in shown.lines if line.figures.overdue],
        }
