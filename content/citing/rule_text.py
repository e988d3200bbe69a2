"""Citations of a parsed rule text, each read from the place where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from content.citing.names import NameIndex
from content.citing.places import Position
from content.citing.recognizer import Citation, recognize
from content.citing.tokens import Lexer
from content.grammar.tree import Kind, Node, ParsedText

_SILENT = frozenset({Kind.TITLE, Kind.TOC, Kind.CLOSING})


def positions(node: Node, above: Position | None = None) -> Iterator[tuple[Node, Position]]:
    """Every node below and including ``node``, in order of the text, with its place in the rule."""
    here = _step(node, above or Position())
    yield node, here
    for child in node.children:
        yield from positions(child, here)


def recognize_in_rule(
    parsed: ParsedText, *, known_titles: Iterable[str] = (), aliases: Mapping[str, str] | None = None
) -> Iterator[tuple[Node, Citation]]:
    """Every citation in a rule text with the provision that makes it; offsets count in ``node.text``.

    A name declared by 以下简称 in one provision counts in all that follow.
    """
    titles = tuple(known_titles)
    short_names = dict(aliases or {})
    names = NameIndex(titles, short_names)
    for node, position in positions(parsed.root):
        if node.kind in _SILENT or not node.text:
            continue
        for citation in recognize(node.text, self_title=parsed.title, names=names, at=position):
            yield node, citation
        declared = declared_names(node.text, names)
        if declared:
            short_names |= declared
            names = NameIndex(titles, short_names)


def declared_names(text: str, names: NameIndex) -> dict[str, str]:
    """The short names a text declares by 以下简称, with the titles they stand for."""
    if "称" not in text:
        return {}
    lexer = Lexer(text, names)
    lexer.lexemes()
    return {name: places[-1][1] for name, places in lexer.declared.names.items()}


def _step(node: Node, above: Position) -> Position:
    number = node.number[0] if node.number else 0
    match node.kind:
        case Kind.PART:
            return Position(part=number)
        case Kind.CHAPTER:
            return Position(part=above.part, chapter=number)
        case Kind.SECTION:
            return replace(above, section=number)
        case Kind.ARTICLE:
            return replace(above, article=node.number)
        case Kind.PARAGRAPH if above.article:
            return replace(above, paragraph=number or _last_number(node.eid))
        case Kind.ITEM:
            return replace(above, item=number)
        case Kind.SUBITEM:
            return replace(above, subitem=number)
        case _:
            return above


def _last_number(eid: str) -> int:
    """Paragraphs carry no label; their count stands at the end of the id."""
    last = eid.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else 0
