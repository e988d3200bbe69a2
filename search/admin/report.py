"""搜索评测: how well the judged queries are answered now, the worst first."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from common import clock
from common.admin_screens import Screen
from content.selectors.visibility import viewer_keys
from content.spreadsheets import harmless
from search.models import JudgedQuery
from search.port import EngineUnavailableError, get_index
from search.selectors.effects import ENOUGH
from search.selectors.judging import Outcome, Viewer, count_judged, figures, judged_queries, run
from search.selectors.vocabulary import current_vocabulary


def may_judge(user: Any) -> bool:
    """Whether somebody keeps the judged queries."""
    policy = policy_registry.get_by_type(JudgedQuery)
    return bool(policy.user_has_any_permission(user, ["add", "change", "delete"]))


class EvaluationView(Screen):
    """The figures, and with ``?export=csv`` the same as a table."""

    page_title = gettext_lazy("搜索评测")
    header_icon = "glasses"
    template_name = "search/admin/evaluation.html"

    def allows(self, user: Any) -> bool:
        return may_judge(user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "csv":
            return _as_csv(self._outcomes() or [])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcomes = self._outcomes()
        context = {
            "outcomes": outcomes or [],
            "available": outcomes is not None,
            "figures": figures(outcomes or []),
            "total": count_judged(),
            "too_few": len(outcomes or []) < ENOUGH,
        }
        return {**super().get_context_data(**kwargs), **context}

    def _outcomes(self) -> list[Outcome] | None:
        """Worst first; None where the engine cannot answer."""
        viewer = Viewer(viewer_keys(self.request.user), clock.today())
        index, vocabulary = get_index(), current_vocabulary()
        try:
            found = [
                run(judged, index=index, vocabulary=vocabulary, viewer=viewer) for judged in judged_queries()
            ]
        except EngineUnavailableError:
            return None
        return sorted(found, key=lambda outcome: (outcome.ndcg, outcome.recall, outcome.judged.pk))


def _as_csv(outcomes: list[Outcome]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="search-evaluation.csv"'
    answer.write("\ufeff")  # spreadsheet programs take the file for another encoding without it
    table = csv.writer(answer)
    table.writerow(
        [_("搜索内容"), "nDCG@10", _("前 10 条查全率"), _("前 100 条查全率"), _("应查到"), _("位次")]
    )
    for outcome in outcomes:
        places = [outcome.place_of(key) for key in outcome.judged.grades]
        table.writerow(
            [
                harmless(outcome.judged.text),
                f"{outcome.ndcg:.4f}",
                f"{outcome.recall:.4f}",
                f"{outcome.recall_far:.4f}",
                len(places),
                " ".join(str(place) if place else "-" for place in places),
            ]
        )
    return answer
