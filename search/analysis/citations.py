"""Citations as readers type them into the search box: 监察法15条, 《监察法》第十五条, 监察法2018版第75条.

The names of rules are known to the index alone. So a text is read twice: first for article numbers and what
may be a name before each (``read_mentions``); then, with the names the index knows, as a citation written
the official way, by ``content.citing`` (``read_citations``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.numerals import parse_numeral
from content.citing.names import edition_at_end, may_begin
from content.citing.recognizer import Citation, recognize
from search.analysis.articles import complete_number
from search.analysis.folding import fold
from search.analysis.names import MIN_NAME, squeeze

MAX_TYPED = 2_000
MAX_MENTIONS = 8
MAX_NAME = 120
_FIRST_MARK = 0xE000  # private use: folding leaves none of these in a text
_NUMBER = "[0-9〇零一二两三四五六七八九十百千]{1,9}"
_LINE = rf"\s*第?\s*\(?\s*(?P<line>{_NUMBER})\s*\)?\s*(?P<unit>款(?!项)|项(?!目)|目(?![标录]))"
_LINE_BELOW = re.compile(_LINE)
_LINES = re.sub(r"\?P<\w+>", "", _LINE)
_ARTICLE = re.compile(
    rf"(?:第\s*)?(?P<number>{_NUMBER})\s*条(?![例约件款])"
    rf"(?:\s*之\s*(?P<inserted>{_NUMBER})(?![分切般些定]))?(?P<below>(?:{_LINES})*)"
)
# What people put around a citation without asking for anything else.
_ASIDES = (
    "请问 我想问 想问 我想 帮我 请 查一下 查询 查找 查看 搜索 查 看 找 "
    "根据 按照 依照 依据 参照 参见 见 违反 关于 我国 现行 新修订的 修订后的 修改后的 新修订 新 "
    "中 里 以及 或者 和 及 与 或 至 到 的 了 吗 呢 啊 是 有 有哪些 哪些 什么 怎么 如何 "
    "是怎么规定的 是如何规定的 怎么规定的 如何规定的 怎么规定 如何规定 规定了什么 规定了哪些 "
    "规定的是什么 规定是什么 说的是什么 讲的是什么 说了什么 讲了什么 怎么说 是什么 是啥 "
    "是什么内容 什么内容 具体内容 规定 内容 全文 原文 条文 法条"
)
_ASIDE = re.compile(
    rf"(?:{'|'.join(sorted(_ASIDES.split(), key=len, reverse=True))}|[\W_]"
    r"|(?:19|20)[0-9]{2}年?(?:修正|修订|修改|公布|发布)?(?:版|文本)?)*+"
)


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Where a name stands in the text, with the year of the edition behind it."""

    start: int
    end: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """An article number; ``written`` is how texts write it, ``names`` what may be the name of its rule."""

    start: int
    end: int
    written: str
    names: dict[str, NameSpan] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypedCitations:
    """A folded text and its article numbers."""

    text: str
    mentions: tuple[Mention, ...]

    def may_name(self, place: int, name: str) -> bool:
        """Whether the words before a short name let it be one: 请问监察法, but not 行政监察法."""
        start = self.mentions[place].names[name].start
        since = self.mentions[place - 1].end if place else 0
        parted = not self.text[start].isalnum()  # a blank or 《 before it belongs to the span
        return parted or may_begin(self.text, start) or is_aside(self.text[since:start])


@dataclass(frozen=True, slots=True)
class ReadCitation:
    """A citation and the mention that names its rule."""

    place: int
    citation: Citation


def is_aside(words: str) -> bool:
    """Whether words ask for nothing: 请问, 是怎么规定的."""
    return _ASIDE.fullmatch(words) is not None


def read_mentions(typed: str) -> TypedCitations:
    """Find article numbers and the possible names before them; never raises.

    A number without 第 counts too: whether it is one is told by the name before it.
    """
    text = complete_number(" ".join(fold(typed[:MAX_TYPED]).split()))
    mentions: list[Mention] = []
    since = 0
    for match in _ARTICLE.finditer(text):
        written = _written(match)
        if written:
            names = _possible_names(text, since, match.start())
            mentions.append(Mention(match.start(), match.end(), written, names))
            since = match.end()
        if len(mentions) == MAX_MENTIONS:
            break
    return TypedCitations(text, tuple(mentions))


def read_citations(typed: TypedCitations, chosen: Sequence[str]) -> tuple[tuple[ReadCitation, ...], bool]:
    """Read the text as citations of rules whose names are known.

    Args:
        chosen: for each mention the one of its names that is a rule's, "" where none is.

    Returns:
        The citations, and whether the text is nothing but them.
    """
    text = _with_marks(typed, chosen)
    found: list[ReadCitation] = []
    aside, at = [], 0
    for citation in recognize(text):
        place = ord(citation.title) - _FIRST_MARK if citation.title and len(citation.title) == 1 else -1
        if not (citation.eid and 0 <= place < MAX_MENTIONS):
            continue
        found.append(ReadCitation(place, citation))
        aside.append(text[at : citation.start])
        at = citation.end
    return tuple(found), all(map(is_aside, (*aside, text[at:])))


def _with_marks(typed: TypedCitations, chosen: Sequence[str]) -> str:
    """The text with 《…》 around a mark for every known name, and its number as texts write it."""
    pieces: list[str] = []
    at = 0
    for place, (mention, name) in enumerate(zip(typed.mentions, chosen, strict=True)):
        span = mention.names[name] if name else NameSpan(mention.start, mention.start)
        before, year = typed.text[at : span.start], span.year
        edition = edition_at_end(before) if name and year is None else None
        if edition:
            before, year = before[: edition[0]], edition[1]
        if name:
            title = f"《{chr(_FIRST_MARK + place)}》" + (f"({year}年)" if year else "")
            pieces += [before, title, mention.written]
        else:
            linked = bool(pieces) and not before.strip()  # 第十五条 第十六条
            pieces += ["、" if linked else before, typed.text[mention.start : mention.end]]
        at = mention.end
    return "".join((*pieces, typed.text[at:]))


def _written(match: re.Match[str]) -> str:
    """第15条之1第2款第3项; "" where a number is none."""
    numbers = [match["number"], *([match["inserted"]] if match["inserted"] else [])]
    lines = [(line["line"], line["unit"]) for line in _LINE_BELOW.finditer(match["below"])]
    read = [parse_numeral(number) for number in (*numbers, *(number for number, _unit in lines))]
    if not all(read):
        return ""
    inserted = f"之{read[1]}" if match["inserted"] else ""
    below = zip(read[len(numbers) :], lines, strict=True)
    return f"第{read[0]}条{inserted}" + "".join(f"第{number}{unit}" for number, (_line, unit) in below)


def _possible_names(text: str, start: int, end: int) -> dict[str, NameSpan]:
    """Every ending of a stretch, with and without the edition at its end; the longest first."""
    found: dict[str, NameSpan] = {}
    end = start + len(text[start:end].rstrip(" 》〉"))
    edition = edition_at_end(text[start:end])
    ends: list[tuple[int, int | None]] = [(end, None)]
    if edition:
        ends.append((start + edition[0], edition[1]))
    for end_of_name, year in ends:
        for at in range(max(start, end_of_name - MAX_NAME), end_of_name):
            name = squeeze(text[at:end_of_name])
            if len(name) >= MIN_NAME:
                found.setdefault(name, NameSpan(at, end_of_name, year))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))
