"""查看影响: a form whose change can be looked at before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views import generic

from common import clock
from content.selectors.visibility import viewer_keys
from search.analysis.vocabulary import read_alternatives
from search.port import EngineUnavailableError
from search.selectors.effects import Effect, effect_of_question, effect_of_vocabulary
from search.selectors.judging import Viewer
from search.selectors.vocabulary import current_vocabulary

PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure before and after, and the difference with its sign."""

    label: str
    before: float
    after: float
    shown: str


class EffectMixin:
    """With ``PREVIEW`` in what is sent, shows what saving would do, and saves nothing."""

    request: HttpRequest
    form: Any

    def form_valid(self, form: Any) -> HttpResponse:
        if PREVIEW not in self.request.POST:
            return super().form_valid(form)  # type: ignore[misc]
        self.form = form
        viewer = Viewer(viewer_keys(self.request.user), clock.today())
        try:
            effect: Effect | None = self.effect_of(form, viewer)
        except EngineUnavailableError:
            effect = None
            messages.error(self.request, _("搜索暂时不可用，看不到影响；可以先保存，或者稍后再试。"))
        context = self.get_context_data(  # type: ignore[attr-defined]
            effect=effect, effect_rows=_rows(effect) if effect else ()
        )
        return self.render_to_response(context)  # type: ignore[attr-defined]

    def effect_of(self, form: Any, viewer: Viewer) -> Effect:
        """What saving the valid form would do."""
        raise NotImplementedError


def _rows(effect: Effect) -> list[FigureRow]:
    labels = {
        "ndcg": _("nDCG@10（排序质量）"),
        "recall": _("前 10 条查全率"),
        "recall_far": _("前 100 条查全率"),
    }
    rows = []
    for name, label in labels.items():
        before, after = getattr(effect.before, name), getattr(effect.after, name)
        difference = round(after - before, 3)
        rows.append(FigureRow(label, before, after, f"{difference:+.3f}" if difference else "—"))
    return rows


class SynonymEffect(EffectMixin):
    def effect_of(self, form: Any, viewer: Viewer) -> Effect:
        current, cleaned = current_vocabulary(), form.cleaned_data
        alternatives = read_alternatives(cleaned["alternatives"])
        proposed = current.with_synonym(cleaned["word"], alternatives, replacing=form.initial.get("word", ""))
        return effect_of_vocabulary(proposed, current=current, viewer=viewer)


class StopWordEffect(EffectMixin):
    def effect_of(self, form: Any, viewer: Viewer) -> Effect:
        current = current_vocabulary()
        proposed = current.with_stop_word(form.cleaned_data["word"], replacing=form.initial.get("word", ""))
        return effect_of_vocabulary(proposed, current=current, viewer=viewer)


class QuestionEffect(EffectMixin):
    def effect_of(self, form: Any, viewer: Viewer) -> Effect:
        return effect_of_question(form.instance, vocabulary=current_vocabulary(), viewer=viewer)


class SynonymCreateView(SynonymEffect, generic.CreateView):
    """新建同义词."""


class SynonymEditView(SynonymEffect, generic.EditView):
    """编辑同义词."""


class StopWordCreateView(StopWordEffect, generic.CreateView):
    """新建停用词."""


class StopWordEditView(StopWordEffect, generic.EditView):
    """编辑停用词."""
