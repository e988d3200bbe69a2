"""Write a citation the way official documents do: 《…》第七十五条第二款第（三）项."""

from __future__ import annotations

from common.numerals import write_numeral
from content.grammar.labels import EidStep, citation_label, format_eid, parse_eid
from content.grammar.tree import Kind

# What a citation may begin with; the preamble and the closing have no number.
_CITED = {Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.POINT, Kind.ATTACHMENT}
_POINT_WORDS = ("第{}部分", "第（{}）项", "第{}目", "第{}点")


def cite(title: str | None, eid: str, *, single_paragraph: bool = False) -> str:
    """Write a provision as text to be copied; `recognize` reads it back.

    Args:
        title: title of the rule without 《》; None or "" leaves it out (within the rule itself).
        eid: stable id of the provision, "" for the whole rule.
        single_paragraph: the article has one paragraph only, so 第一款 is not said.

    Raises:
        ValueError: ``eid`` is not an id of a provision.
    """
    place = _words(parse_eid(eid), single_paragraph=single_paragraph) if eid else ""
    return f"《{title}》{place}" if title else place


def _words(steps: tuple[EidStep, ...], *, single_paragraph: bool = False) -> str:
    if steps[0].kind not in _CITED:
        raise ValueError(f"no way to cite {format_eid(steps)!r}")
    if steps[0].kind is Kind.POINT:
        return _point_words(steps)
    return citation_label(format_eid(steps), single_paragraph=single_paragraph)


def _point_words(steps: tuple[EidStep, ...]) -> str:
    """第二部分第（一）项: in running text the 二（一） of a heading could not be told from other numbers."""
    words = ""
    for depth, step in enumerate(steps):
        number = step.number[0]
        if step.kind is Kind.POINT and depth < len(_POINT_WORDS):
            words += _POINT_WORDS[depth].format(write_numeral(number) if depth < 2 else number)
        elif step.kind is Kind.PARAGRAPH:
            words += f"第{write_numeral(number)}自然段"
        else:
            raise ValueError(f"no way to cite {format_eid(steps)!r}")
    return words
