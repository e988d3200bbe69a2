"""What a comparison needs to know of an article, and how to get it out of a parsed rule text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from content.grammar.tree import Kind, Node, ParsedText

_FRAMES = (Kind.PART, Kind.CHAPTER, Kind.SECTION)
# ！ to ～ are ! to ~ typed in the width of a Chinese character; which of them a source uses says nothing.
ONE_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Provision:
    """A paragraph, item or subitem of an article (or a lower point of an outline text)."""

    eid: str
    text: str


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article as the comparison sees it.

    ``text`` is without the article's own number; each paragraph, item and subitem stands on its own line.
    ``context`` is where the article stands (第三章 选举), ``provisions`` everything below the article in
    document order.
    """

    eid: str
    label: str
    text: str
    context: str = ""
    provisions: tuple[Provision, ...] = field(default=())


def is_blank(char: str) -> bool:
    """Whether a character is white space without meaning; a line end has one, it divides paragraphs (款)."""
    return char != "\n" and (char.isspace() or char in _INVISIBLE)


def as_compared(text: str) -> str:
    """No blanks, no empty lines, paragraphs still apart, punctuation in one width (: and ：)."""
    lines = ("".join(char for char in line if not is_blank(char)) for line in text.split("\n"))
    return "\n".join(line for line in lines if line).translate(ONE_WIDTH)


def article_texts(parsed: ParsedText) -> list[ArticleText]:
    """The articles of a rule text (of one in 一、二、三、 its top-level points) and its attachments.

    Title, note, table of contents, preamble and closing are left out: they are no provisions.
    """
    counted = Kind.POINT if parsed.grammar == "outline" else Kind.ARTICLE
    return list(_collect(parsed.root, (counted, Kind.ATTACHMENT), ()))


def _collect(node: Node, wanted: tuple[Kind, ...], frames: tuple[str, ...]) -> Iterator[ArticleText]:
    for child in node.children:
        if child.kind in wanted:
            yield _article(child, " ".join(frames))
        elif child.kind in _FRAMES:
            yield from _collect(child, wanted, (*frames, f"{child.label} {child.heading}".strip()))
        else:
            yield from _collect(child, wanted, frames)


def _article(node: Node, context: str) -> ArticleText:
    below = list(node.walk())[1:]
    lines = [_words(node), *(part.label + _words(part) for part in below)]
    return ArticleText(
        eid=node.eid,
        label=node.label,
        text="\n".join(line for line in lines if line),
        context=context,
        provisions=tuple(Provision(eid=part.eid, text=_words(part)) for part in below),
    )


def _words(node: Node) -> str:
    """Heading and text, once each (the heading of a point may be all the text it has)."""
    return node.text if node.text.startswith(node.heading) else node.heading + node.text
