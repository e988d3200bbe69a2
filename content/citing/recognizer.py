"""Find citations of rules and their provisions in any Chinese text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from content.citing.names import NameIndex, edition_year, kinds_of, normalize_name, without_state
from content.citing.places import RULE, Level, Position, article_place, inner_place, places_before
from content.citing.plausibility import believable, ordinary_noun_follows
from content.citing.provisions import Base, Named, ProvisionReader
from content.citing.tokens import Lexeme, Lexer, Token


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited provision (or a whole rule) in a text.

    Attributes:
        start, end: the stretch of the text that names it; ``quote`` is that stretch.
        title: the rule as cited without 《》, in full where the name is known; None for this rule.
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

    One citation per named provision; a range (第三条至第五条) is one citation with ``through``. A rule named
    with no provision is a citation of the whole rule, but 本法 alone is none. Names declared by 以下简称
    count from there on.

    Without ``self_title`` and ``at`` the text is no rule: bare 第十条 then belongs to the rule named last in
    its paragraph and is no citation where none was named, and 前款, 本条 are none either. In a rule text
    without ``at`` they are returned with ``eid`` None.

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
        self.lexer = lexer
        self.reader = ProvisionReader(text, lexer.lexemes())
        self.self_title = self_title
        self.at = at
        self.in_rule = self_title is not None or at is not None
        self.found: list[Citation] = []
        self.last_rule: Base | None = None  # in this paragraph
        self.last_of_kind: dict[str, Base] = {}  # 法, 条例, 办法 … of them, in this paragraph
        self.last_place: Base | None = None  # in this paragraph
        self.last_in_clause: Base | None = None

    def run(self) -> list[Citation]:
        while (lexeme := self.reader.peek()) is not None:
            before = self.reader.cursor
            self._expression(lexeme)
            if self.reader.cursor == before:
                self.reader.cursor += 1
        return self.found

    def _expression(self, lexeme: Lexeme) -> None:
        match lexeme.token:
            case Token.END:
                self._end_clause(lexeme)
            case Token.RULE:
                self._rule(lexeme)
            case Token.SELF:
                self.reader.cursor += 1
                self._under(self._self_base(lexeme), lexeme)
            case Token.THAT:
                self.reader.cursor += 1
                self._that(lexeme)
            case Token.THERE:
                self.reader.cursor += 1
                self._there(lexeme)
            case Token.HERE:
                self.reader.cursor += 1
                self._here(lexeme)
            case Token.BEFORE:
                self.reader.cursor += 1
                self._before(lexeme)
            case Token.UNITS:
                self._bare(lexeme)

    def _end_clause(self, lexeme: Lexeme) -> None:
        self.reader.cursor += 1
        self.last_in_clause = None
        if lexeme.title == "\n":
            self.last_rule = self.last_place = None
            self.last_of_kind = {}

    # --- heads ---

    def _rule(self, lexeme: Lexeme) -> None:
        self.reader.cursor += 1
        end, edition = self._edition_and_alias(lexeme)
        base = Base(self._title(lexeme.title, edition), edition)
        self.last_rule = base
        self.last_of_kind |= dict.fromkeys(kinds_of(lexeme.title), base)
        named = self.reader.below(base, lexeme.start, end)
        if named:
            self._emit(self._edition_behind(named))
            return
        quoted = end if edition is not None and lexeme.edition is None else lexeme.end
        self._emit([Named(base, lexeme.start, quoted)])

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
            closing = self.lexer.brackets.get(opening)
            declared = self.lexer.alias_after(end)
            if closing is not None:
                year = self._year_within(opening, closing)
                if year is None and declared is None:
                    break
                edition, end = edition or year, closing + 1
            elif declared is not None and declared[1] > end:
                end = declared[1]
            else:
                break
            while (inside := self.reader.peek()) is not None and inside.start < end:
                self.reader.cursor += 1
        return end, edition

    def _year_within(self, opening: int, closing: int) -> int | None:
        """The year of the edition in （示纪发〔2023〕7号，2023年12月修订）."""
        notes = self.text[opening + 1 : closing].replace("，", ",").split(",")
        return next((year for note in notes if (year := edition_year(note)) is not None), None)

    def _edition_behind(self, named: list[Named]) -> list[Named]:
        """《…》第十七条（2018年修正）: the edition said after the provisions counts for all of them."""
        opening = named[-1].end
        closing = self.lexer.brackets.get(opening)
        year = self._year_within(opening, closing) if closing is not None else None
        if year is None or named[-1].base.edition is not None:
            return named
        return [replace(each, base=replace(each.base, edition=year)) for each in named]

    def _self_base(self, lexeme: Lexeme) -> Base:
        declared = self.lexer.title_of(lexeme.title, lexeme.start)
        return Base(self._title(declared, None) if declared else None)

    def _under(self, base: Base, lexeme: Lexeme) -> None:
        """本法, 该法: a citation only where a provision follows."""
        self._emit(self.reader.below(base, lexeme.start, lexeme.end))

    def _that(self, lexeme: Lexeme) -> None:
        """该条例第五条: where no 条例 was named, the number belongs to a rule nobody can tell."""
        base = self.last_of_kind.get(lexeme.title)
        named = self.reader.below(replace(base or Base(), carried=True), lexeme.start, lexeme.end)
        if base is not None:
            self._emit(named)

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
        base = Base(place=inner_place(self.at, lexeme.level))
        named = self.reader.below(base, lexeme.start, lexeme.end)
        self._emit(named or self.reader.linked([Named(base, lexeme.start, lexeme.end)]))

    def _before(self, lexeme: Lexeme) -> None:
        if not self.in_rule or lexeme.level is None or ordinary_noun_follows(self.text, lexeme.end):
            return
        first, last = places_before(self.at, lexeme.level, lexeme.count)
        base = Base(place=first)
        named = self.reader.below(base, lexeme.start, lexeme.end) if lexeme.count == 1 else []
        whole = Named(base, lexeme.start, lexeme.end, last=last if lexeme.count > 1 else None)
        self._emit(named or self.reader.linked([whole]))

    def _bare(self, lexeme: Lexeme) -> None:
        base = None if lexeme.bracket_only or lexeme.level is None else self._base_of_bare(lexeme.level)
        if base is None:
            self.reader.cursor += 1
            return
        start = self.reader.cursor
        named = self.reader.linked(self.reader.chain(base, None, False))
        strict = not self.in_rule
        single = self.reader.cursor - start == len(named) == 1 or lexeme.level not in (
            Level.ARTICLE,
            Level.POINT,
        )
        if (
            not named
            or ordinary_noun_follows(self.text, named[-1].end)
            or (
                single
                and not believable(self.text, lexeme.start, named[-1].end, strict=strict, level=lexeme.level)
            )
        ):
            self.reader.cursor = max(self.reader.cursor, start + 1)
            return
        self._emit(named)

    def _base_of_bare(self, level: Level) -> Base | None:
        """What a number that names no rule counts in; None where it is no citation."""
        if level in (Level.ARTICLE, Level.CHAPTER, Level.PART):
            if self.in_rule:
                return Base()
            return replace(self.last_rule, carried=True) if self.last_rule is not None else None
        last = self.last_in_clause
        if last is not None and last.place.takes(level) and last.place.known:
            return replace(last, place=last.place.above(level), carried=True)
        if not self.in_rule or level in (Level.POINT, Level.SUBPOINT):
            return None
        if level is Level.SECTION:
            return Base(place=inner_place(self.at, Level.CHAPTER))
        outer = {Level.ITEM: Level.PARAGRAPH, Level.SUBITEM: Level.ITEM}.get(level)
        return Base(place=inner_place(self.at, outer) if outer is not None else article_place(self.at))

    # --- results ---

    def _emit(self, named: list[Named]) -> None:
        joined: list[Named] = []
        for each in named:
            if each.after_range and joined and joined[-1].last is None:
                joined[-1] = replace(joined[-1], last=each.base.place, end=each.end)
            else:
                joined.append(each)
        for each in joined:
            self._remember(each)
            self.found.append(self._citation(each))

    def _remember(self, named: Named) -> None:
        if named.base.title is not None:
            self.last_rule = replace(named.base, place=RULE)
            self.last_of_kind |= dict.fromkeys(kinds_of(named.base.title), self.last_rule)
        if named.base.place.steps:
            self.last_in_clause = self.last_place = named.base

    def _citation(self, named: Named) -> Citation:
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
