"""Where in its rule every passage of a text stands, and which short names the text declares."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

from content.citing.names import NameIndex
from content.citing.places import MOST_COUNTED_BACK, Number, Position
from content.citing.tokens import Lexer
from content.grammar.labels import parse_eid
from content.grammar.tree import Kind


class Row(Protocol):
    """What is read of a provision."""

    @property
    def eid(self) -> str: ...
    @property
    def kind(self) -> str: ...


AnyRow = TypeVar("AnyRow", bound=Row)


def positions(rows: Iterable[AnyRow]) -> Iterator[tuple[AnyRow, Position]]:
    """Every provision of a rule, given in document order, with its place (本章, 前款 count from it)."""
    frame = Position()
    articles: deque[Number] = deque(maxlen=MOST_COUNTED_BACK)
    for row in rows:
        match row.kind:
            case Kind.PART:
                here = frame = Position(part=_last_number(row.eid))
            case Kind.CHAPTER:
                here = frame = Position(part=frame.part, chapter=_last_number(row.eid))
            case Kind.SECTION:
                here = frame = replace(frame, section=_last_number(row.eid))
            case Kind.ATTACHMENT:
                here = frame = Position()
            case Kind.ARTICLE:
                frame = replace(frame, earlier=tuple(articles))
                here = _within(row.eid, frame)
                articles.append(here.article)
            case _:
                here = _within(row.eid, frame)
        yield row, here


def declared_names(text: str, names: NameIndex) -> dict[str, str]:
    """The short names a text declares by 以下简称, with the titles they stand for."""
    if "称" not in text:
        return {}
    lexer = Lexer(text, names)
    lexer.lexemes()
    return {name: places[-1][1] for name, places in lexer.declared.names.items()}


def _last_number(eid: str) -> int:
    number = parse_eid(eid)[-1].number
    return number[0] if number else 0


def _within(eid: str, frame: Position) -> Position:
    """art-10-1-para-2-item-3 is article (10, 1), paragraph 2, item 3; points have no place of this kind."""
    steps = parse_eid(eid)
    if steps[0].kind is not Kind.ARTICLE:
        return frame
    below = {step.kind: step.number[0] for step in steps[1:]}
    return replace(
        frame,
        article=steps[0].number,
        paragraph=below.get(Kind.PARAGRAPH, 0),
        item=below.get(Kind.ITEM, 0),
        subitem=below.get(Kind.SUBITEM, 0),
    )
