"""Two revisions of a text in the admin, compared like two editions: article by article, by characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.compare import TextFieldComparison, register_comparison_class

from content.comparing.alignment import Fate
from content.comparing.comparison import Comparison, Row, compare_texts
from content.comparing.marks import Op, Segment, mark
from content.enums import Grammar
from content.fields import RuleTextField
from content.grammar.parser import parse
from content.grammar.tree import Kind, Node, ParsedText

TEMPLATE = "content/admin/text_comparison.html"
_Turn = tuple[list[Segment], Segment | None]  # what changed, and the equal passage behind it


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """One article that is not the same in both revisions; the numbers as far as there are any."""

    old_label: str
    new_label: str
    status: Fate
    html: SafeString


class RuleTextComparison(TextFieldComparison):
    """Old and new text; Wagtail's own comparison takes a whole Chinese clause for one word."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self._old = parse(self.val_a or "", grammar=getattr(obj_a, "grammar", Grammar.AUTO))
        self._new = parse(self.val_b or "", grammar=getattr(obj_b, "grammar", Grammar.AUTO))

    def htmldiff(self) -> SafeString:
        comparison = compare_texts(self._old, self._new)
        if not comparison.rows:
            return interleave(*mark(self.val_a or "", self.val_b or ""))
        frame = mark(_outside(self._old), _outside(self._new))
        context = {
            "summary": comparison.summary,
            "frame": interleave(*frame) if _differs(*frame) else "",
            "changes": list(_changes(comparison)),
        }
        return SafeString(render_to_string(TEMPLATE, context))


def _changes(comparison: Comparison) -> Iterator[ArticleChange]:
    for row in comparison.rows:
        if row.status is not Fate.UNCHANGED:
            yield ArticleChange(
                row.pair.old.label if row.pair.old else "",
                row.pair.new.label if row.pair.new else "",
                row.status,
                _words(row),
            )


def _words(row: Row) -> SafeString:
    if row.status is Fate.RENUMBERED:
        return SafeString("")
    return interleave(list(row.old_segments), list(row.new_segments))


def _outside(parsed: ParsedText) -> str:
    """Title, history, contents, headings, closing: what stands in no article, a line each."""
    return "\n".join(words for node in _frame(parsed.root) if (words := _line(node)))


def _frame(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.kind not in (Kind.ARTICLE, Kind.POINT, Kind.ATTACHMENT):
            yield child
            yield from _frame(child)


def _line(node: Node) -> str:
    words = node.text if node.text.startswith(node.heading) else node.heading + node.text
    return f"{node.label}　{words}".strip("　")


def _differs(old: list[Segment], new: list[Segment]) -> bool:
    return any(segment.op is not Op.EQUAL for segment in (*old, *new))


def interleave(old: list[Segment], new: list[Segment]) -> SafeString:
    """One text: what both have once, what was deleted before what took its place."""
    nothing: _Turn = ([], None)
    html: list[str] = []
    for (deleted, _kept), (added, kept) in zip_longest(_turns(old), _turns(new), fillvalue=nothing):
        html += [f'<span class="deletion">{_with_breaks(segment.text)}</span>' for segment in deleted]
        html += [f'<span class="addition">{_with_breaks(segment.text)}</span>' for segment in added]
        if kept is not None:
            html.append(_with_breaks(kept.text))
    return mark_safe("".join(html))  # noqa: S308 - every text in it is escaped


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


def _with_breaks(text: str) -> str:
    return escape(text).replace("\n", "<br>")


register_comparison_class(RuleTextField, comparison_class=RuleTextComparison)
