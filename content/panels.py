"""Panels of the page editors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import zip_longest
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import FieldPanel, Panel

from content.comparing.marks import Op, Segment, mark
from content.importing.outlines import Outline, outline_of

_Turn = tuple[list[Segment], Segment | None]  # what changed, and the equal passage behind it


class StructurePanel(Panel):
    """What the grammar recognizes of the draft as it was last saved; read-only."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("识别结果（按最近保存的草稿）"))
        kwargs.setdefault("icon", "list-ul")
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "content/admin/structure_panel.html"

        def is_shown(self) -> bool:
            """Nothing can be said of a page without a text yet."""
            return bool(self.instance.text)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            outline: Outline = outline_of(self.instance.text, grammar=self.instance.grammar)
            context["outline"] = outline
            return context


class RuleTextComparison(TextFieldComparison):
    """Old and new text with the characters that changed; Wagtail's own takes a whole clause for one word."""

    def htmldiff(self) -> SafeString:
        old, new = mark(self.val_a or "", self.val_b or "")
        html = "".join(_interleave(old, new))
        if all(segment.op is Op.EQUAL for segment in (*old, *new)):
            html = f"<p>{escape(str(_('只有空白或全角半角的差别。')))}</p>{html}"
        return mark_safe(html)  # noqa: S308 - every text in it is escaped


class RuleTextPanel(FieldPanel):
    """The field of a rule text; its revisions are compared by characters."""

    def get_comparison_class(self) -> type[RuleTextComparison]:
        return RuleTextComparison


def _interleave(old: list[Segment], new: list[Segment]) -> Iterator[str]:
    """One text: what both have once, what was deleted before what took its place."""
    nothing: _Turn = ([], None)
    for (deleted, _kept), (added, kept) in zip_longest(_turns(old), _turns(new), fillvalue=nothing):
        for segment in deleted:
            yield f'<span class="deletion">{_lines(segment.text)}</span>'
        for segment in added:
            yield f'<span class="addition">{_lines(segment.text)}</span>'
        if kept is not None:
            yield _lines(kept.text)


def _turns(segments: list[Segment]) -> Iterator[_Turn]:
    """Segments by turns: those that changed and the equal one behind them."""
    changed: list[Segment] = []
    for segment in segments:
        if segment.op is Op.EQUAL:
            yield changed, segment
            changed = []
        else:
            changed.append(segment)
    if changed:
        yield changed, None


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
