"""Read what follows a head or stands alone: 第十条第二款、第三款和第十二条, 第三条至第五条."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from common.numerals import parse_numeral
from content.citing.places import LEVEL_OF_UNIT, RULE, Level, Place
from content.citing.plausibility import ordinary_noun_follows
from content.citing.tokens import RANGE, Lexeme, Part, Token


@dataclass(frozen=True, slots=True)
class Base:
    """What the next numbers are counted in: a rule, an edition of it, a place."""

    title: str | None = None
    edition: int | None = None
    place: Place = RULE
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    base: Base
    start: int
    end: int
    last: Place | None = None  # of a range
    after_range: bool = False


_ASIDE = r"(?:[（(][^（()）\n《》。]{1,40}[)）])?"
_BLANK = r"[ \t\u3000\u00a0]*+"
_GLUE = re.compile(rf"{_BLANK}(?:{_ASIDE}{_BLANK}(?:中的|中|的|之|里)?{_BLANK})")
_LINK = re.compile(
    rf"{_BLANK}{_ASIDE}{_BLANK}(?:[的之]?规定)?{_BLANK}"
    rf"(?:(?P<range>{RANGE})|(?P<comma>[，,])?{_BLANK}(?:、|和|及其?|与|或者?|以及|并)?(?<=[，,、和及其与或者并]))"
    rf"{_BLANK}"
)
_NO_ORDINAL = re.compile(
    r"([零〇一二三四五六七八九十百千0-9０-９]{1,9})(条(?![件例约款])|款(?![项式])|项(?!目))"
)
_SUB_AFTER_LINK = re.compile(r"之([一二三四五六七八九十]{1,3})(?!分)")


class ProvisionReader:
    """A cursor over the lexemes that reads provisions joined by 、 和 至."""

    def __init__(self, text: str, lexemes: list[Lexeme]) -> None:
        self.text = text
        self.lexemes = lexemes
        self.cursor = 0

    def peek(self) -> Lexeme | None:
        """The next lexeme, None at the end of the text."""
        return self.lexemes[self.cursor] if self.cursor < len(self.lexemes) else None

    def below(self, base: Base, start: int, end: int) -> list[Named]:
        """The provisions right after a head that ends at ``end``; [] where none follow."""
        following = self.peek()
        glue = _GLUE.match(self.text, end)
        if following is None or following.token is not Token.UNITS or glue is None:
            return []
        if following.start not in (glue.end(), end):
            return []
        return self.linked(self.chain(base, start, False))

    def linked(self, named: list[Named]) -> list[Named]:
        """Go on over 、 和 至 as long as provisions follow directly."""
        while named:
            link = _LINK.match(self.text, named[-1].end)
            if link is None:
                break
            short = self._without_unit(named[-1], link) or self._without_ordinal(named[-1], link)
            if short is not None:
                named.append(short)
                continue
            following = self.peek()
            if following is None or following.token is not Token.UNITS or following.start != link.end():
                break
            saved = self.cursor
            more = self.chain(named[-1].base, None, bool(link["range"]))
            level = following.level
            doubtful = bool(link["comma"]) or level not in (Level.ARTICLE, Level.CHAPTER, Level.SECTION)
            if more and doubtful and ordinary_noun_follows(self.text, more[-1].end):
                more = []
            if not more:
                self.cursor = saved
                break
            named += more
        return named

    def _without_unit(self, last: Named, link: re.Match[str]) -> Named | None:
        """第一百二十条之一、之二: one more article inserted after the same number."""
        number = last.base.place.get(Level.ARTICLE)
        sub = _SUB_AFTER_LINK.match(self.text, link.end())
        if sub is None or len(number) != 2 or last.base.place.level is not Level.ARTICLE:
            return None
        place = RULE.down(Level.ARTICLE, (number[0], parse_numeral(sub[1]) or 0))
        return Named(replace(last.base, place=place), sub.start(), sub.end(), after_range=bool(link["range"]))

    def _without_ordinal(self, last: Named, link: re.Match[str]) -> Named | None:
        """第十九条、二十条: one more number of the same unit without 第."""
        short = _NO_ORDINAL.match(self.text, link.end())
        if short is None or link["comma"] or ordinary_noun_follows(self.text, short.end()):
            return None
        level, number = LEVEL_OF_UNIT[short[2]], parse_numeral(short[1])
        if level is not last.base.place.level or not number:
            return None
        place = last.base.place.down(level, (number,))
        return Named(
            replace(last.base, place=place), short.start(), short.end(), after_range=bool(link["range"])
        )

    def chain(self, base: Base, start: int | None, after_range: bool) -> list[Named]:
        """第十条第二款第（三）项: units that follow each other downward."""
        named: list[Named] = []
        while (units := self.peek()) is not None and units.token is Token.UNITS and units.level is not None:
            level = units.level
            if named and (
                level <= (named[-1].base.place.level or 0) or not self._touches(named[-1].end, units.start)
            ):
                break
            if units.bracket_only and not (named or start is not None or base.place.level is not None):
                break
            if not self._fits(base.place, level, units.end):
                break
            opened = named.pop() if named else None
            if start is None or opened is not None:
                start = opened.start if opened is not None else units.start
            after_range = opened.after_range if opened is not None else after_range
            named += self._split(base, level, units.parts, start, after_range)
            base, start = named[-1].base, None
            self.cursor += 1
        return named

    def _touches(self, end: int, start: int) -> bool:
        return end == start or self.text[end:start] in ("的", "之", "中") or not self.text[end:start].strip()

    def _fits(self, place: Place, level: Level, end: int) -> bool:
        if not place.known or place.takes(level):
            return True
        # 《关于……的通知》第三项 counts the 一、二、三、 of a text without articles.
        return level is Level.ITEM and not place.steps and not ordinary_noun_follows(self.text, end)

    def _split(
        self, base: Base, level: Level, parts: tuple[Part, ...], start: int, after_range: bool
    ) -> list[Named]:
        named = []
        for order, part in enumerate(parts):
            place = self._step(base.place, level, part)
            named.append(
                Named(
                    replace(base, place=place),
                    part.start if order else start,
                    part.end,
                    after_range=part.after_range if order else after_range,
                )
            )
        return named

    def _step(self, place: Place, level: Level, part: Part) -> Place:
        if not place.known:
            return place
        if level is Level.ARTICLE:
            return RULE.down(level, part.number)
        if level is Level.ITEM and not place.takes(level):
            return RULE.down(Level.POINT, part.number)
        return place.down(level, part.number)
