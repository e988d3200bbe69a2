"""Find citations of rules and their provisions in any Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from common.numerals import parse_numeral
from content.citing.names import NameIndex, edition_year, normalize_name, without_state
from content.citing.places import Level, Place, Position, article_place, inner_place, places_before
from content.citing.plausibility import believable, ordinary_noun_follows
from content.citing.tokens import RANGE, Lexeme, Lexer, Part, Token, alias_after, closing_bracket


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited provision (or a whole rule) in a text.

    Attributes:
        start, end: the stretch of the text that names it; ``quote`` is that stretch.
        title: the rule as cited without 《》, or its full title where the name is known; None for this rule itself.
        eid: stable id, "" for the whole rule, None where it cannot be told (前款 without a position).
        through: the last provision of a range 第三条至第五条, whose first is ``eid``; "" otherwise.
        edition_hint: the year of the edition if the text gives one.
        paragraph_implied: an item was cited without its 款; ``eid`` then assumes the first.
        carried: the rule or article was named earlier in the sentence or paragraph, not here.
    """

    start: int
    end: int
    quote: str
    title: str | None
    eid: str | None
    through: str = ""
    edition_hint: int | None = None
    paragraph_implied: bool = False
    carried: bool = False


@dataclass(frozen=True, slots=True)
class _Base:
    """What the next numbers are counted in: a rule, an edition of it, a place."""

    title: str | None = None
    edition: int | None = None
    place: Place = Place()
    carried: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    base: _Base
    start: int
    end: int
    last: Place | None = None  # of a range
    after_range: bool = False


_ASIDE = r"(?:[（(][^（()）\n《》。]{1,40}[)）])?"
_BLANK = r"[ \t\u3000\u00a0]*"
_GLUE = re.compile(rf"{_BLANK}(?:{_ASIDE}{_BLANK}(?:中的|中|的|之|里)?{_BLANK})")
_LINK = re.compile(
    rf"{_BLANK}{_ASIDE}{_BLANK}(?:[的之]?规定)?{_BLANK}"
    rf"(?:(?P<range>{RANGE})|(?P<comma>[，,])?{_BLANK}(?:、|和|及其?|与|或者?|以及|并)?(?<=[，,、和及其与或者并]))"
    rf"{_BLANK}"
)
_SUB_AFTER_LINK = re.compile(r"之([一二三四五六七八九十]{1,3})(?!分)")


def recognize(
    text: str,
    *,
    self_title: str | None = None,
    aliases: Mapping[str, str] | None = None,
    known_titles: Iterable[str] = (),
    names: NameIndex | None = None,
    at: Position | None = None,
) -> list[Citation]:
    """Recognize every citation in ``text``, in order of the text.

    One citation per named provision; a range (第三条至第五条) is one citation with ``through``. A rule named with
    no provision is a citation of the whole rule, but 本法 alone is none. Names declared in the text by 以下简称
    count from there on. Without ``self_title`` and ``at`` the text is no rule: bare 第十条 then belongs to the rule
    named last in its paragraph and is no citation where none was named, and 前款, 本条 are none either. In a rule
    text without ``at`` they are returned with ``eid`` None.

    Args:
        text: body text; offsets of the result count in it.
        self_title: the title of the rule this text belongs to.
        aliases: short name to full title, beyond the dropping of 中华人民共和国.
        known_titles: full titles recognized without 《》.
        names: a ready index instead of ``aliases`` and ``known_titles``, for many texts.
        at: where in its rule the text stands.
    """
    index = names if names is not None else NameIndex(known_titles, aliases or {})
    return _Descent(text, Lexer(text, index), self_title, at).run()


class _Descent:
    """Recursive descent over the lexemes: expression = head? provisions (link provisions)*."""

    def __init__(self, text: str, lexer: Lexer, self_title: str | None, at: Position | None) -> None:
        self.text = text
        self.lexemes = lexer.lexemes()
        self.declared = lexer.declared
        self.self_title = self_title
        self.at = at
        self.in_rule = self_title is not None or at is not None
        self.cursor = 0
        self.found: list[Citation] = []
        self.last_rule: _Base | None = None  # in this paragraph
        self.last_place: _Base | None = None  # in this paragraph
        self.last_in_clause: _Base | None = None

    def run(self) -> list[Citation]:
        while (lexeme := self._peek()) is not None:
            before = self.cursor
            self._expression(lexeme)
            if self.cursor == before:
                self.cursor += 1
        return self.found

    def _peek(self) -> Lexeme | None:
        return self.lexemes[self.cursor] if self.cursor < len(self.lexemes) else None

    def _expression(self, lexeme: Lexeme) -> None:
        match lexeme.token:
            case Token.END:
                self._end_clause(lexeme)
            case Token.RULE:
                self._rule(lexeme)
            case Token.SELF:
                self.cursor += 1
                self._under(self._self_base(lexeme), lexeme)
            case Token.THAT:
                self.cursor += 1
                if self.last_rule is not None:
                    self._under(replace(self.last_rule, carried=True), lexeme)
            case Token.THERE:
                self.cursor += 1
                self._there(lexeme)
            case Token.HERE:
                self.cursor += 1
                self._here(lexeme)
            case Token.BEFORE:
                self.cursor += 1
                self._before(lexeme)
            case Token.UNITS:
                self._bare(lexeme)

    def _end_clause(self, lexeme: Lexeme) -> None:
        self.cursor += 1
        self.last_in_clause = None
        if lexeme.title == "\n":
            self.last_rule = self.last_place = None

    # --- heads ---

    def _rule(self, lexeme: Lexeme) -> None:
        self.cursor += 1
        end, edition = self._edition_and_alias(lexeme)
        base = _Base(self._title(lexeme.title, edition), edition)
        self.last_rule = base
        named = self._provisions(base, lexeme.start, end)
        if named:
            self._emit(named)
            return
        quoted = end if edition is not None and lexeme.edition is None else lexeme.end
        self._emit([_Named(base, lexeme.start, quoted)])

    def _title(self, title: str, edition: int | None) -> str | None:
        """None where a text cites its own rule by name, unless an edition is asked for."""
        if self.self_title is None or edition is not None:
            return title
        own, cited = normalize_name(self.self_title), normalize_name(title)
        return None if cited in (own, without_state(own)) else title

    def _edition_and_alias(self, lexeme: Lexeme) -> tuple[int, int | None]:
        """Read （2018年修正） and （以下简称监察法） after a title; the end of what was read."""
        end, edition = lexeme.end, lexeme.edition
        while True:
            opening = end + len(self.text[end : end + 3]) - len(self.text[end : end + 3].lstrip(" \u3000"))
            closing = (
                closing_bracket(self.text, opening)
                if self.text[opening : opening + 1] in ("（", "(")
                else None
            )
            declared = alias_after(self.text, end)
            if closing is not None:
                year = edition_year(self.text[opening + 1 : closing].replace("，", ",").split(",")[0])
                if year is None and declared is None:
                    break
                edition, end = edition or year, closing + 1
            elif declared is not None and declared[1] > end:
                end = declared[1]
            else:
                break
            while (inside := self._peek()) is not None and inside.start < end:
                self.cursor += 1
        return end, edition

    def _self_base(self, lexeme: Lexeme) -> _Base:
        declared = self.declared.title_of(lexeme.title, lexeme.start)
        return _Base(self._title(declared, None) if declared else None)

    def _under(self, base: _Base, lexeme: Lexeme) -> None:
        """本法, 该法: a citation only where a provision follows."""
        self._emit(self._provisions(base, lexeme.start, lexeme.end))

    def _there(self, lexeme: Lexeme) -> None:
        last = self.last_place
        if last is None or lexeme.level is None or not last.place.get(lexeme.level):
            return
        number = last.place.get(lexeme.level)
        place = last.place.down(lexeme.level, number)
        self._under(replace(last, place=place, carried=True), lexeme)

    def _here(self, lexeme: Lexeme) -> None:
        if not self.in_rule or lexeme.level is None or ordinary_noun_follows(self.text, lexeme.end):
            return
        base = _Base(place=inner_place(self.at, lexeme.level))
        named = self._provisions(base, lexeme.start, lexeme.end)
        self._emit(named or self._linked([_Named(base, lexeme.start, lexeme.end)]))

    def _before(self, lexeme: Lexeme) -> None:
        if not self.in_rule or lexeme.level is None or ordinary_noun_follows(self.text, lexeme.end):
            return
        first, last = places_before(self.at, lexeme.level, lexeme.count)
        base = _Base(place=first)
        named = self._provisions(base, lexeme.start, lexeme.end) if lexeme.count == 1 else []
        whole = _Named(base, lexeme.start, lexeme.end, last=last if lexeme.count > 1 else None)
        self._emit(named or self._linked([whole]))

    def _bare(self, lexeme: Lexeme) -> None:
        base = None if lexeme.bracket_only or lexeme.level is None else self._base_of_bare(lexeme.level)
        if base is None:
            self.cursor += 1
            return
        start = self.cursor
        named = self._linked(self._chain(base, None, False))
        strict = not self.in_rule
        single = self.cursor - start == len(named) == 1 or lexeme.level not in (Level.ARTICLE, Level.POINT)
        if (
            not named
            or ordinary_noun_follows(self.text, named[-1].end)
            or (
                single
                and not believable(self.text, lexeme.start, named[-1].end, strict=strict, level=lexeme.level)
            )
        ):
            self.cursor = max(self.cursor, start + 1)
            return
        self._emit(named)

    def _base_of_bare(self, level: Level) -> _Base | None:
        """What a number that names no rule counts in; None where it is no citation."""
        if level in (Level.ARTICLE, Level.CHAPTER, Level.PART):
            if self.in_rule:
                return _Base()
            return replace(self.last_rule, carried=True) if self.last_rule is not None else None
        last = self.last_in_clause
        if last is not None and last.place.takes(level) and last.place.known:
            return replace(last, place=last.place.above(level), carried=True)
        if not self.in_rule or level in (Level.POINT, Level.SUBPOINT):
            return None
        if level is Level.SECTION:
            return _Base(place=inner_place(self.at, Level.CHAPTER))
        outer = {Level.ITEM: Level.PARAGRAPH, Level.SUBITEM: Level.ITEM}.get(level)
        return _Base(place=inner_place(self.at, outer) if outer is not None else article_place(self.at))

    # --- provisions ---

    def _provisions(self, base: _Base, start: int, end: int) -> list[_Named]:
        """The provisions right after a head that ends at ``end``; [] where none follow."""
        following = self._peek()
        glue = _GLUE.match(self.text, end)
        if following is None or following.token is not Token.UNITS or glue is None:
            return []
        if following.start not in (glue.end(), end):
            return []
        return self._linked(self._chain(base, start, False))

    def _linked(self, named: list[_Named]) -> list[_Named]:
        """Go on over 、 和 至 as long as provisions follow directly."""
        while named:
            link = _LINK.match(self.text, named[-1].end)
            following = self._peek()
            if link is None or self._sub_article(named, link):
                if link is None:
                    break
                continue
            if following is None or following.token is not Token.UNITS or following.start != link.end():
                break
            saved = self.cursor
            more = self._chain(named[-1].base, None, bool(link["range"]))
            level = following.level
            doubtful = bool(link["comma"]) or level not in (Level.ARTICLE, Level.CHAPTER, Level.SECTION)
            if more and doubtful and ordinary_noun_follows(self.text, more[-1].end):
                more = []
            if not more:
                self.cursor = saved
                break
            named = named + more
        return named

    def _sub_article(self, named: list[_Named], link: re.Match[str]) -> bool:
        """第一百二十条之一、之二: one more article of the same number."""
        number = named[-1].base.place.get(Level.ARTICLE)
        sub = _SUB_AFTER_LINK.match(self.text, link.end())
        if sub is None or len(number) != 2 or named[-1].base.place.level is not Level.ARTICLE:
            return False
        base = replace(
            named[-1].base, place=Place().down(Level.ARTICLE, (number[0], parse_numeral(sub[1]) or 0))
        )
        named.append(_Named(base, sub.start(), sub.end(), after_range=bool(link["range"])))
        return True

    def _chain(self, base: _Base, start: int | None, after_range: bool) -> list[_Named]:
        """第十条第二款第（三）项: units that follow each other downward; a unit with several numbers splits."""
        named: list[_Named] = []
        while (units := self._peek()) is not None and units.token is Token.UNITS and units.level is not None:
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
        self, base: _Base, level: Level, parts: tuple[Part, ...], start: int, after_range: bool
    ) -> list[_Named]:
        named = []
        for order, part in enumerate(parts):
            place = self._step(base.place, level, part)
            named.append(
                _Named(
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
            return Place().down(level, part.number)
        if level is Level.ITEM and not place.takes(level):
            return Place().down(Level.POINT, part.number)
        return place.down(level, part.number)

    # --- results ---

    def _emit(self, named: list[_Named]) -> None:
        joined: list[_Named] = []
        for each in named:
            if each.after_range and joined and joined[-1].last is None:
                joined[-1] = replace(joined[-1], last=each.base.place, end=each.end)
            else:
                joined.append(each)
        for each in joined:
            self._remember(each)
            self.found.append(self._citation(each))

    def _remember(self, named: _Named) -> None:
        if named.base.title is not None:
            self.last_rule = replace(named.base, place=Place())
        if named.base.place.steps:
            self.last_in_clause = self.last_place = named.base

    def _citation(self, named: _Named) -> Citation:
        base = named.base
        last = named.last.eid if named.last is not None else None
        return Citation(
            start=named.start,
            end=named.end,
            quote=self.text[named.start : named.end],
            title=base.title,
            eid=base.place.eid,
            through=last or "",
            edition_hint=base.edition,
            paragraph_implied=base.place.paragraph_implied,
            carried=base.carried,
        )
