"""Cutting what was typed into words, phrases, exclusions and conditions; the text is folded before.

Quotation marks hold a phrase together wherever they stand. A sign of exclusion counts at the start of a word
only (-排除, not 十八大-十九大); a field name at the start of a word or behind a comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from common.document_numbers import search_key

PieceKind = Literal["words", "phrase", "field"]
Field = Literal["body", "number", "year", "kind", "status"]

FIELD_NAMES: dict[str, Field] = {
    "机关": "body",
    "发文机关": "body",
    "制定机关": "body",
    "文号": "number",
    "发文字号": "number",
    "年份": "year",
    "年度": "year",
    "类型": "kind",
    "类别": "kind",
    "效力": "status",
    "状态": "status",
}

_PAIRS = ('"“”„‟〝〞〟', '"“”„‟〝〞〟'), ("「", "」"), ("『", "』"), ("‘", "’"), ("«", "»")
_QUOTED = "|".join(f"[{opening}][^{opening}{closing}]+[{closing}]" for opening, closing in _PAIRS)
# Marks nobody uses but to quote: one that is left over was meant to have a partner.
_LONE_QUOTE = re.compile('["“”„‟〝〞〟「」『』]')
_EMPTY_QUOTES = re.compile('["“„‟〝]["”‟〞〟]|「」|『』')
_SIGN = "[-−–]"
_NAMES = "|".join(sorted(FIELD_NAMES, key=len, reverse=True))
# A value ends where the next condition begins: 类型:规则，年份:2016.
_PART = rf"(?!(?:{_NAMES})\s*:)(?:(?:{_QUOTED})|[^\s,、;\"“”„‟〝〞〟「」『』]+)"
_SEPARATOR = r"\s*[,、;]\s*"
_SPECIAL = re.compile(
    rf"(?:(?<!\S)|(?<=[,、;。]))(?P<minus>(?<!\S){_SIGN})?(?P<field>{_NAMES})\s*:\s*"
    rf"(?P<value>(?:{_PART}(?:{_SEPARATOR}{_PART})*)?)"
    rf"|(?<!\S){_SIGN}(?:(?P<not_phrase>{_QUOTED})|(?P<not_word>[^\s\"“”„‟〝〞〟「」『』]+))"
    rf"|(?P<phrase>{_QUOTED})"
)
_VALUE = re.compile(_PART)
_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a query: ``text`` without its marks, for a field the value as typed.

    ``start`` and ``end`` are character offsets of the whole in the folded text; ``name`` is the field name as
    typed, "" for words and phrases.
    """

    kind: PieceKind
    text: str
    start: int
    end: int
    excluded: bool = False
    name: str = ""

    @property
    def field(self) -> Field:
        return FIELD_NAMES[self.name]


def cut(folded: str) -> Iterator[Piece]:
    """The pieces of a folded query in order; together they hold every word of it."""
    at = 0
    while match := _SPECIAL.search(folded, at):
        if match.start() > at:
            yield Piece("words", folded[at : match.start()], at, match.start())
        piece = _special(match)
        yield piece
        at = piece.end
    if at < len(folded):
        yield Piece("words", folded[at:], at, len(folded))


def _special(match: re.Match[str]) -> Piece:
    start, end = match.span()
    if match["field"]:
        value = match["value"]
        if FIELD_NAMES[match["field"]] == "number":
            value = _whole_number(match.string, match.start("value")) or value
            end = match.start("value") + len(value)
        return Piece("field", value, start, end, bool(match["minus"]), match["field"])
    if match["not_word"]:
        return Piece("words", match["not_word"], start, end, excluded=True)
    if match["not_phrase"]:
        return Piece("phrase", match["not_phrase"][1:-1], start, end, excluded=True)
    return Piece("phrase", match["phrase"][1:-1], start, end)


def _whole_number(folded: str, start: int) -> str:
    """The document number that begins here; it may hold blanks (示组发 2030 2号)."""
    reach = folded[start : start + _LONGEST_NUMBER]
    ends = [len(reach), *(match.start() for match in re.finditer(r"\s", reach))]
    return next((reach[:end] for end in sorted(ends, reverse=True) if search_key(reach[:end])), "")


def values(text: str) -> tuple[str, ...]:
    """The values of a condition, without quotation marks: 规则、"政策" gives two."""
    return tuple(part.strip('"“”„‟〝〞〟「」『』‘’«»') for part in _VALUE.findall(text))


def has_lone_quote(words: str) -> bool:
    """Whether a stretch of words holds a quotation mark that has no partner."""
    return bool(_LONE_QUOTE.search(_EMPTY_QUOTES.sub("", words)))
