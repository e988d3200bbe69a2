"""Stable ids taken apart, and the words officials cite a provision with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from common.numerals import write_numeral
from content.grammar.tree import Kind, Node


@dataclass(frozen=True, slots=True)
class EidStep:
    """One level of an id: ``art-10-1~2`` is (ARTICLE, (10, 1), repeat 2)."""

    kind: Kind
    number: tuple[int, ...] = ()
    repeat: int = 1  # the second provision with the same number in a bad text is 2


_PREFIXES = {
    "part": Kind.PART,
    "ch": Kind.CHAPTER,
    "sec": Kind.SECTION,
    "art": Kind.ARTICLE,
    "para": Kind.PARAGRAPH,
    "item": Kind.ITEM,
    "sub": Kind.SUBITEM,
    "pt": Kind.POINT,
    "text": Kind.TEXT,
    "title": Kind.TITLE,
    "note": Kind.NOTE,
    "toc": Kind.TOC,
    "preamble": Kind.PREAMBLE,
    "enclosures": Kind.ENCLOSURES,
    "closing": Kind.CLOSING,
    "att": Kind.ATTACHMENT,
}
_NAMES = {kind: prefix for prefix, kind in _PREFIXES.items()}
_WORDS = {
    Kind.TEXT: "全文",
    Kind.TITLE: "标题",
    Kind.NOTE: "题注",
    Kind.TOC: "目录",
    Kind.PREAMBLE: "序言",
    Kind.ENCLOSURES: "附件说明",
    Kind.CLOSING: "落款",
}
_UNITS = {Kind.PART: "编", Kind.CHAPTER: "章", Kind.SECTION: "节", Kind.ARTICLE: "条"}
_UNNUMBERED = {*_WORDS, Kind.CHAPTER, Kind.ATTACHMENT}
_FINAL = "final"  # 附则 without a chapter number
_MAX_DIGITS = 9


def parse_eid(eid: str) -> tuple[EidStep, ...]:
    """Take an id apart, outermost level first; each level of a point is a step of its own.

    Raises:
        ValueError: Not an id this grammar gives.
    """
    steps: list[EidStep] = []
    for token in eid.split("-"):
        word, marked, repeat = token.partition("~")
        again = _read_count(repeat, eid) if marked else 1
        if marked and again < 2:
            raise ValueError(f"not a provision id: {eid!r}")
        if word in _PREFIXES:
            _require_complete(steps, eid)
            steps.append(EidStep(_PREFIXES[word], (), again))
        elif word == _FINAL and steps and steps[-1] == EidStep(Kind.CHAPTER):
            steps[-1] = EidStep(Kind.CHAPTER, (), again)
            _require_complete(steps, eid)
        else:
            _add_number(steps, _read_count(word, eid), again, eid)
    _require_complete(steps, eid)
    parsed = tuple(steps)
    if not steps or format_eid(parsed) != eid:
        raise ValueError(f"not a provision id: {eid!r}")
    return parsed


def _read_count(text: str, eid: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise ValueError(f"not a provision id: {eid!r}")
    return int(text)


def _add_number(steps: list[EidStep], number: int, again: int, eid: str) -> None:
    """A number behind a prefix, an insertion (art-10-1) or the next level of a point (pt-2-1)."""
    if not steps:
        raise ValueError(f"not a provision id: {eid!r}")
    last = steps[-1]
    if not last.number:
        steps[-1] = EidStep(last.kind, (number,), again)
    elif last.kind is Kind.POINT:
        steps.append(EidStep(Kind.POINT, (number,), again))
    elif last.kind in _UNITS and len(last.number) == 1 and last.repeat == 1:
        steps[-1] = EidStep(last.kind, (*last.number, number), again)
    else:
        raise ValueError(f"not a provision id: {eid!r}")


def _require_complete(steps: list[EidStep], eid: str) -> None:
    if steps and not steps[-1].number and steps[-1].kind not in _UNNUMBERED:
        raise ValueError(f"not a provision id: {eid!r}")


def format_eid(steps: Sequence[EidStep]) -> str:
    """The id of the steps: the inverse of `parse_eid`."""
    parts: list[str] = []
    previous: EidStep | None = None
    for step in steps:
        inner_point = step.kind is Kind.POINT and previous is not None and previous.kind is Kind.POINT
        tokens = [] if inner_point else [_NAMES[step.kind]]
        tokens += [str(number) for number in step.number]
        if step.kind is Kind.CHAPTER and not step.number:
            tokens.append(_FINAL)
        again = f"~{step.repeat}" if step.repeat > 1 else ""
        parts.append("-".join(tokens) + again)
        previous = step
    return "-".join(parts)


def citation_label(provision: str | Sequence[Node], *, single_paragraph: bool = False) -> str:
    """How an official text cites a provision: 第七十五条第二款第（三）项, 第十条之一, 二（一）3.

    Args:
        provision: An id, or the nodes on the way to the provision, itself last.
        single_paragraph: The article has one paragraph only, so 第一款 is left out. Seen from the nodes
            where they are given.

    Raises:
        ValueError: Not an id this grammar gives.
    """
    if not isinstance(provision, str):
        single_paragraph = single_paragraph or _has_single_paragraph(provision)
        provision = provision[-1].eid
    words, above, depth = "", Kind.TEXT, 0
    for step in parse_eid(provision):
        if not (single_paragraph and step.kind is Kind.PARAGRAPH and above is Kind.ARTICLE):
            joint = "、" if depth == 1 and step.kind is Kind.PARAGRAPH else ""  # 一、第二段
            depth = depth + 1 if step.kind is Kind.POINT else 0
            words += joint + _step_label(step, above, depth)
        above = step.kind
    return words


def _has_single_paragraph(path: Sequence[Node]) -> bool:
    article = next((node for node in path if node.kind is Kind.ARTICLE), None)
    return article is not None and sum(node.kind is Kind.PARAGRAPH for node in article.children) == 1


def _step_label(step: EidStep, above: Kind, depth: int) -> str:
    if step.kind in _WORDS:
        return _WORDS[step.kind]
    if step.kind is Kind.ATTACHMENT:
        return "附件" + "".join(map(str, step.number))
    if not step.number:
        return "附则"
    number = step.number[0]
    if step.kind in _UNITS:
        inserted = "".join(f"之{_write(extra)}" for extra in step.number[1:])
        return f"第{_write(number)}{_UNITS[step.kind]}{inserted}"
    if step.kind is Kind.PARAGRAPH:
        return f"第{_write(number)}{'款' if above is Kind.ARTICLE else '段'}"
    if step.kind is Kind.ITEM:
        return f"第（{_write(number)}）项"
    if step.kind is Kind.SUBITEM:
        return f"第{number}目" if above is not Kind.SUBITEM else f"（{number}）"
    return (_write(number), f"（{_write(number)}）", str(number), f"（{number}）")[min(depth, 4) - 1]


def _write(number: int) -> str:
    return write_numeral(number) if number < 10_000 else str(number)
