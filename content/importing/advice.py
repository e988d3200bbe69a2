"""What a warning of the grammar means to an editor, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from content.grammar.tree import ParseWarning, WarningCode

_LONGEST_QUOTE = 30


@dataclass(frozen=True, slots=True)
class Advice:
    """One warning in words; ``line`` is 1-based in the text the editor sees."""

    line: int
    problem: str
    remedy: str


def advise(warning: ParseWarning) -> Advice:
    """Put one warning into words for the editor."""
    problem, remedy = _words(warning)
    return Advice(warning.line, problem, remedy)


def _words(warning: ParseWarning) -> tuple[str, str]:
    values = {"label": _short(warning.label), "expected": _short(warning.expected)}
    words: dict[WarningCode, tuple[str, str]] = {
        WarningCode.GAP: (
            _("编号不连续：应为“%(expected)s”，实为“%(label)s”。") % values,
            _("请核对原文是否漏行；漏了就补上，原文如此可以保存。"),
        ),
        WarningCode.REPEAT: (
            _("编号重复：“%(label)s”出现了两次。") % values,
            _("请核对原文，删去重复的一行或改正编号。"),
        ),
        WarningCode.ORDER: (
            _("编号倒退：“%(label)s”排在了更大的编号之后。") % values,
            _("请核对段落次序；如属正文中的列举，请与上一行合并。"),
        ),
        WarningCode.ITEM_OUTSIDE: (
            _("“%(label)s”不在任何一条之下。") % values,
            _("请检查它前面的“第×条”是否漏掉，或是否与其他文字连成了一行。"),
        ),
        WarningCode.UNKNOWN_HEADING: (
            _("“%(label)s”像是标题，但无法识别层级。") % values,
            _("标题请写成“第×章　名称”；如是正文，请与相邻段落合并。"),
        ),
        WarningCode.EMPTY: (
            _("“%(label)s”之后没有文字。") % values,
            _("请补上正文，或删去这一行。"),
        ),
        WarningCode.NO_STRUCTURE: (
            _("没有识别出“第×条”或“一、”这样的层级。"),
            _("请检查是否粘贴完整，或在“结构”中改选另一种识别方式。"),
        ),
    }
    return words[warning.code]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + "…"
