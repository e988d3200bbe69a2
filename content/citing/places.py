"""Places inside a rule: what 第七十五条第二款第（三）项 means, written as the stable id of tree.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum


class Level(IntEnum):
    """Levels a citation can name, from the outside in."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    POINT = 3  # 第一部分 of a text without articles
    ARTICLE = 4
    PARAGRAPH = 5
    ITEM = 6
    SUBITEM = 7
    SUBPOINT = 8  # 第3点


LEVEL_OF_UNIT = {
    "编": Level.PART,
    "章": Level.CHAPTER,
    "节": Level.SECTION,
    "部分": Level.POINT,
    "条": Level.ARTICLE,
    "款": Level.PARAGRAPH,
    "自然段": Level.PARAGRAPH,
    "项": Level.ITEM,
    "目": Level.SUBITEM,
    "点": Level.SUBPOINT,
}
Number = tuple[int, ...]
MOST_COUNTED_BACK = 10  # 前十条


@dataclass(frozen=True, slots=True)
class Position:
    """Where the text being read stands in its own rule; 0 and () mean "not below one" or unknown.

    ``earlier`` are the numbers of the articles before ``article``, as many as are ever counted back; None
    where they are not known.
    """

    article: Number = ()
    paragraph: int = 0
    item: int = 0
    subitem: int = 0
    part: int = 0
    chapter: int = 0
    section: int = 0
    earlier: tuple[Number, ...] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A named provision as (level, number) steps; not ``known`` is a 前款 nobody can count back from."""

    steps: tuple[tuple[Level, Number], ...] = ()
    known: bool = True

    def get(self, level: Level) -> Number:
        """The number at ``level``, () where the place names none."""
        return next((number for at, number in self.steps if at is level), ())

    @property
    def level(self) -> Level | None:
        return self.steps[-1][0] if self.steps else None

    def down(self, level: Level, number: Number) -> Place:
        """This place with everything from ``level`` downward replaced by ``number``."""
        kept = tuple(step for step in self.steps if step[0] < level)
        return replace(self, steps=(*kept, (level, number)))

    def above(self, level: Level) -> Place:
        """What remains of this place outside ``level``."""
        return replace(self, steps=tuple(step for step in self.steps if step[0] < level))

    def takes(self, level: Level) -> bool:
        """Whether a unit of ``level`` may be named directly below this place."""
        if level is Level.PARAGRAPH:
            return bool(self.get(Level.ARTICLE) or self.get(Level.POINT))
        if level is Level.ITEM:
            return bool(self.get(Level.ARTICLE) or self.get(Level.POINT))
        if level is Level.SUBITEM:
            return bool(self.get(Level.ITEM))
        if level is Level.SUBPOINT:
            return bool(self.get(Level.POINT))
        return True

    @property
    def paragraph_implied(self) -> bool:
        """An item hangs on an article with no 款 named (第七十五条第（三）项)."""
        return bool(self.get(Level.ARTICLE) and self.get(Level.ITEM) and not self.get(Level.PARAGRAPH))

    @property
    def eid(self) -> str | None:
        """The stable id, "" for a whole rule, None where the place is not known."""
        if not self.known:
            return None
        if self.get(Level.ARTICLE):
            return self._article_eid()
        if self.get(Level.POINT):
            return self._point_eid()
        names = {Level.PART: "part", Level.CHAPTER: "ch", Level.SECTION: "sec"}
        named = ((names[level], number) for level, number in self.steps if level in names)
        return "-".join(f"{name}-{'-'.join(map(str, number))}" for name, number in named)

    def _article_eid(self) -> str:
        eid = "art-" + "-".join(map(str, self.get(Level.ARTICLE)))
        paragraph = self.get(Level.PARAGRAPH) or ((1,) if self.paragraph_implied else ())
        for name, number in (
            ("para", paragraph),
            ("item", self.get(Level.ITEM)),
            ("sub", self.get(Level.SUBITEM)),
        ):
            eid += f"-{name}-{number[0]}" if number else ""
        return eid

    def _point_eid(self) -> str:
        levels = (Level.POINT, Level.ITEM, Level.SUBITEM, Level.SUBPOINT)
        eid = "pt-" + "-".join(str(number[0]) for level, number in self.steps if level in levels)
        paragraph = self.get(Level.PARAGRAPH)
        return f"{eid}-para-{paragraph[0]}" if paragraph else eid


UNKNOWN = Place(known=False)
RULE = Place()  # the rule as a whole


def article_place(position: Position | None) -> Place:
    """The article ``position`` stands in."""
    if position is None or not position.article:
        return UNKNOWN
    return Place(((Level.ARTICLE, position.article),))


def inner_place(position: Position | None, level: Level) -> Place:
    """The paragraph, item, article, chapter … of ``level`` that ``position`` stands in (本款, 本项, 本章)."""
    if position is None:
        return UNKNOWN
    own: dict[Level, Number] = {
        Level.PART: (position.part,),
        Level.CHAPTER: (position.chapter,),
        Level.SECTION: (position.section,),
        Level.ARTICLE: position.article,
        Level.PARAGRAPH: (position.paragraph,),
        Level.ITEM: (position.item,),
    }
    if level not in own or not any(own[level]):
        return UNKNOWN
    chain = {
        Level.SECTION: (Level.CHAPTER, Level.SECTION),
        Level.PARAGRAPH: (Level.ARTICLE, Level.PARAGRAPH),
        Level.ITEM: (Level.ARTICLE, Level.PARAGRAPH, Level.ITEM),
    }.get(level, (level,))
    if not all(any(own[each]) for each in chain):
        return UNKNOWN
    return Place(tuple((each, own[each]) for each in chain))


def places_before(position: Position | None, level: Level, count: int) -> tuple[Place, Place]:
    """The first and last of the ``count`` provisions before ``position`` (前款, 前两款, 前条, 前三项).

    Articles are counted back over those that really stand there. Where they are not known, 前条 of 第十一条
    is taken to be 第十条, though a 第十条之一 may stand between.
    """
    own = inner_place(position, level)
    number = own.get(level)
    if position is None or not own.known or not number or count < 1:
        return UNKNOWN, UNKNOWN
    if level is Level.ARTICLE and position.earlier is not None:
        before = position.earlier[-count:]
        whole = len(before) == count
        return (own.down(level, before[0]), own.down(level, before[-1])) if whole else (UNKNOWN, UNKNOWN)
    if len(number) > 1:  # before 第十条之二 comes 第十条之一, before 第十条之一 comes 第十条
        last: Number = (number[0], number[1] - 1) if number[1] > 1 else (number[0],)
        return (own.down(level, last),) * 2 if count == 1 else (UNKNOWN, UNKNOWN)
    if number[0] - count < 1:
        return UNKNOWN, UNKNOWN
    return own.down(level, (number[0] - count,)), own.down(level, (number[0] - 1,))
