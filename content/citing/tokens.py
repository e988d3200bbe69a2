"""The words citations are made of, cut out of a text in one pass."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from operator import itemgetter

from common.numerals import parse_numeral
from content.citing.names import (
    MAX_TITLE,
    NameIndex,
    alias_at,
    find_alias,
    normalize_name,
    split_edition,
    title_spans,
)
from content.citing.places import LEVEL_OF_UNIT, Level, Number


class Token(Enum):
    RULE = auto()  # 《…》 or a known name
    SELF = auto()  # 本法, 本办法
    THAT = auto()  # 该法, 同法: the rule of that kind named last; its title is 法
    UNITS = auto()  # 第十条, 第（一）、（三）项
    BEFORE = auto()  # 前款, 前两款
    HERE = auto()  # 本条, 本款, 本章
    THERE = auto()  # 该条, 该款
    END = auto()  # the end of a clause; "\n" ends the paragraph


@dataclass(frozen=True, slots=True)
class Part:
    """One number inside 第一项至第三项 or 第一、三项, and whether 至 leads to it."""

    number: Number
    start: int
    end: int
    after_range: bool = False


@dataclass(frozen=True, slots=True)
class Lexeme:
    token: Token
    start: int
    end: int
    title: str = ""
    edition: int | None = None
    level: Level | None = None
    count: int = 0
    parts: tuple[Part, ...] = ()
    bracket_only: bool = False  # （三）项 without 第


_BLANK = r"[ \t\u3000\u00a0]*+"
_DIGIT = "[零〇一二两三四五六七八九十百千0-9０-９]"
_NUMBER = rf"{_DIGIT}++(?:[ \u3000]++{_DIGIT}++){{0,4}}+"
_ONE = rf"(?:{_NUMBER}|[（(]{_BLANK}{_NUMBER}{_BLANK}[)）])"
RANGE = r"直?至|到|[—–－\-~～―]{1,2}"
_JOIN = rf"(?:、|和|及|与|或|{RANGE})"
_UNIT = (
    r"(?:(?P<inserts>条(?!件|款|文|例(?!外)|约(?!定))|章(?![程节])|节(?![日课约点奏])|编(?![号制辑]))"
    r"|款(?![项式])|项(?!目)|目(?!标|录)|部分|自然段|点(?!半|钟|[0-9零一二三四五六七八九十]))"
)
_UNITS = (
    rf"(?:第{_BLANK}|(?=[（(]))(?P<numbers>{_ONE}(?:{_BLANK}{_JOIN}?{_BLANK}{_ONE}){{0,30}}+)"
    rf"{_BLANK}{_UNIT}(?(inserts)(?:{_BLANK}之{_BLANK}(?P<sub>[一二三四五六七八九十]{{1,3}}|[0-9]{{1,2}})(?![分切般些定]))?)"
)
_RULE_KIND = (
    r"(?:实施|暂行|试行|工作|若干)?(?:法典|法|条例|办法|规定|细则|规范|准则|规则|章程|决定|通知|方案|意见|解释|守则"
    r"|规程|制度|公约|决议|公告|通告|计划|规划|纲要|标准|措施|指南)"
)
_SPECIAL = re.compile(
    rf"(?P<self>(?<![基日根成版文样课脚剧范原标])本{_RULE_KIND})"
    rf"|(?P<that>(?<![不相共合应])[该同]{_RULE_KIND})"
    rf"|(?P<units>{_UNITS})"
    rf"|(?P<before>(?:(?<![目当提此先])前|(?<![以马网线路身晚早])上)(?P<count>[一二两三四五六七八九十])?"
    r"(?P<back>条(?![件例约款])|款(?![项式])|项(?!目)))"
    r"|(?P<here>(?<![基成资根日原样版])本(?P<own>条(?![件例约款])|款(?![项式])|项(?!目)|章(?!程)|节(?!约)|编(?!号|制)))"
    r"|(?P<there>(?<!应)该(?P<other>条(?![件例约款])|款(?![项式])|项(?!目)))"
    r"|(?P<stop>[。！？!?；;]|\n)"
)
_FIRST_CHARS = frozenset("本该同第（(前上。！？!?；;\n")
_NUMBER_IN = re.compile(rf"(?P<range>{RANGE})?{_BLANK}(?P<one>{_ONE})")
_EDITION_BEFORE = re.compile(
    r"([0-9０-９]{4})年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:修正|修订|修改|公布|印发|通过)?(?:版|后)?的?"
)
_YEAR_WORDS = re.compile(r"修|版|公布|印发|通过")


@dataclass(slots=True)
class Declared:
    """Short names the text itself declares, each valid from its place on."""

    names: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def add(self, name: str, title: str, position: int) -> None:
        self.names.setdefault(normalize_name(name), []).append((position, title))

    def title_of(self, name: str, position: int) -> str | None:
        """The title ``name`` stands for at ``position``, if it was declared before it."""
        places = self.names.get(normalize_name(name), [])
        valid = bisect_right(places, position, key=itemgetter(0))
        return places[valid - 1][1] if valid else None


def bracket_pairs(text: str) -> dict[int, int]:
    """Where each bracket closes that closes on its line and no further off than a title is long."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for match in re.finditer(r"[（(）)\n]", text):
        if match[0] in "（(":
            stack.append(match.start())
        elif match[0] == "\n":
            stack.clear()
        elif stack and match.start() - (opened := stack.pop()) <= MAX_TITLE:
            pairs[opened] = match.start()
    return pairs


class Lexer:
    """Cuts a text into lexemes; what stands between them is found again by position."""

    def __init__(self, text: str, names: NameIndex) -> None:
        self.text = text
        self.declared = Declared()
        self._names = names
        self.brackets = bracket_pairs(text)
        self._titles = dict(title_spans(text))

    def lexemes(self) -> list[Lexeme]:
        """All lexemes in order of the text, 以下简称 already taken into account."""
        found = list(self._scan(self._names))
        self._collect_declared(found)
        if not self.declared.names:
            return found
        added: dict[str, str] = {}
        for name, places in self.declared.names.items():
            added[name] = places[0][1]
        return list(self._scan(self._names, NameIndex(aliases=added)))

    def title_of(self, name: str, position: int) -> str | None:
        """The full title ``name`` stands for at ``position``, declared in the text or known before."""
        return self.declared.title_of(name, position) or self._names.title_of(name)

    def _collect_declared(self, found: list[Lexeme]) -> None:
        for lexeme in found:
            if lexeme.token is not Token.RULE:
                continue
            declared = self.alias_after(lexeme.end)
            if declared is not None:
                self.declared.add(declared[0], lexeme.title, declared[1])

    def alias_after(self, end: int) -> tuple[str, int] | None:
        """The short name declared right after a rule was named, and where the declaration ends."""
        position = end
        while self.text[position : position + 1] in (" ", "\u3000", "，", ","):
            position += 1
        closing = self.brackets.get(position)
        if closing is None:
            return alias_at(self.text, position)
        found = find_alias(self.text, position, closing)
        return (found[0], closing + 1) if found else None

    def _scan(self, *indexes: NameIndex) -> Iterator[Lexeme]:
        position = 0
        while position < len(self.text):
            lexeme = self._at(position, indexes)
            if lexeme is not None:
                yield lexeme
            position = lexeme.end if lexeme is not None else position + 1

    def _at(self, position: int, indexes: tuple[NameIndex, ...]) -> Lexeme | None:
        if position in self._titles:
            return self._bracketed(position)
        match = _SPECIAL.match(self.text, position) if self.text[position] in _FIRST_CHARS else None
        if match is not None:
            return _lexeme(match)
        for index in reversed(indexes):
            name = index.match(self.text, position)
            if name is None:
                continue
            title: str | None = name.title
            if index is not self._names:
                title = self.declared.title_of(self.text[name.start : name.end], position)
            if title is not None:
                return Lexeme(
                    Token.RULE, name.start, name.end, title=title, edition=self._edition_before(name.start)
                )
        return None

    def _bracketed(self, start: int) -> Lexeme:
        end = self._titles[start]
        title, edition = split_edition(self.text[start + 1 : end - 1].strip())
        known = self.title_of(title, start)
        return Lexeme(
            Token.RULE, start, end, title=known or title, edition=edition or self._edition_before(start)
        )

    def _edition_before(self, start: int) -> int | None:
        for match in _EDITION_BEFORE.finditer(self.text, max(0, start - 18), start):
            if match.end() == start and _YEAR_WORDS.search(match[0]):
                return parse_numeral(match[1])
        return None


def _lexeme(match: re.Match[str]) -> Lexeme | None:
    start, end = match.span()
    if match["stop"]:
        return Lexeme(Token.END, start, end, title=match["stop"])
    if match["self"]:
        return Lexeme(Token.SELF, start, end, title=match["self"])
    if match["that"]:
        return Lexeme(Token.THAT, start, end, title=match["that"][1:])
    if match["before"]:
        count = parse_numeral(match["count"] or "一") or 0
        return Lexeme(Token.BEFORE, start, end, level=LEVEL_OF_UNIT[match["back"]], count=count)
    if match["here"]:
        return Lexeme(Token.HERE, start, end, level=LEVEL_OF_UNIT[match["own"]])
    if match["there"]:
        return Lexeme(Token.THERE, start, end, level=LEVEL_OF_UNIT[match["other"]])
    return _units(match)


def _units(match: re.Match[str]) -> Lexeme | None:
    """第十条, 第十条之一, 第十、十二条, 第（一）至（三）项; None where a number is none."""
    text, (start, end) = match.string, match.span()
    first, last = match.span("numbers")
    unit = text[last:end].strip()
    level = next(level for name, level in LEVEL_OF_UNIT.items() if unit.startswith(name))
    parts: list[Part] = []
    for one in _NUMBER_IN.finditer(text, first, last):
        number = parse_numeral("".join(one["one"].strip("（）()").split()))
        if not number:
            return None
        parts.append(Part((number,), one.start("one"), one.end("one"), bool(one["range"]) and bool(parts)))
    if match["sub"]:
        sub = parse_numeral(match["sub"])
        if not sub:
            return None
        parts[-1] = Part((*parts[-1].number, sub), parts[-1].start, end, parts[-1].after_range)
    parts[0] = Part(parts[0].number, start, parts[0].end, False)
    parts[-1] = Part(parts[-1].number, parts[-1].start, end, parts[-1].after_range)
    bracket_only = text[start] != "第"
    return Lexeme(Token.UNITS, start, end, level=level, parts=tuple(parts), bracket_only=bracket_only)
