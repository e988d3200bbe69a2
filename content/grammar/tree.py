"""The tree a rule text is parsed into: plain data, no Django."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Levels of a rule text (立法法 art. 65: 编、章、节、条、款、项、目) and of an official document."""

    TEXT = "text"
    TITLE = "title"
    NOTE = "note"  # 题注: the history of passing and amending
    TOC = "toc"  # 目录
    PREAMBLE = "preamble"
    PART = "part"  # 编
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 节
    ARTICLE = "article"  # 条
    PARAGRAPH = "paragraph"  # 款
    ITEM = "item"  # 项
    SUBITEM = "subitem"  # 目
    POINT = "point"  # 一、（一）1.（1）of texts without articles; the level is len(number)
    ENCLOSURES = "enclosures"  # 附件说明: the list of attachments above the signature
    CLOSING = "closing"  # signature and date of a notice
    ATTACHMENT = "attachment"  # 附件


@dataclass(frozen=True, slots=True)
class Node:
    """One provision.

    ``own`` is the verbatim source of this node without its children, label, blanks and line ends included;
    reading every ``own`` in document order gives the source back, character by character.
    ``label`` is the number as typed (第七十五条, （三）, 1.), ``heading`` the words of a part, chapter,
    section or point heading, ``text`` the further words a reader sees (trimmed, without label). The two
    do not overlap: a chapter or a point that is all heading has no text, and a run-in heading
    (（一）加强学习。各单位…) keeps its 。, so ``words`` is what stands behind the label. ``number`` is (75,)
    or (10, 1) for 第十条之一; for a POINT the numbers from level 1 down to its own.
    """

    kind: Kind
    eid: str
    start: int
    end: int  # end of ``own`` in the source; children follow
    own: str
    label: str = ""
    number: tuple[int, ...] = ()
    heading: str = ""
    text: str = ""
    children: tuple[Node, ...] = ()

    @property
    def words(self) -> str:
        """Heading and text: what stands behind the label."""
        return self.heading + self.text

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def print(self) -> str:
        """The source text of this node with everything below it."""
        return "".join(node.own for node in self.walk())


class WarningCode(StrEnum):
    GAP = "gap"  # a number is missing
    REPEAT = "repeat"  # a number comes twice
    ORDER = "order"  # a number goes back
    ITEM_OUTSIDE = "item_outside"  # an item stands where there is no article
    UNKNOWN_HEADING = "unknown_heading"  # looks like a heading and is none the grammar knows
    EMPTY = "empty"  # an article or item without words
    NO_STRUCTURE = "no_structure"


@dataclass(frozen=True, slots=True)
class ParseWarning:
    code: WarningCode
    line: int  # 1-based
    label: str  # what was found there
    expected: str = ""  # what should stand there, where that is known


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A parsed rule text: ``root.print()`` is the source."""

    root: Node
    grammar: str  # "articles" or "outline"
    warnings: tuple[ParseWarning, ...] = field(default=())

    @property
    def title(self) -> str:
        return next((node.text for node in self.root.children if node.kind is Kind.TITLE), "")

    @property
    def article_count(self) -> int:
        return sum(node.kind is Kind.ARTICLE for node in self.root.walk())
