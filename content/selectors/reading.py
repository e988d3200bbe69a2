"""A published text as a reader sees it: headings, articles, lines, with citations as links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from content.grammar.tree import Kind

FRAME_KINDS = (Kind.PART, Kind.CHAPTER, Kind.SECTION)


def name_of(kind: str, label: str, heading: str) -> str:
    """Number and heading: 第三章　纪律要求, 附件1　登记表, 二、工作要求."""
    apart = label and heading and kind in (*FRAME_KINDS, Kind.ATTACHMENT)
    return f"{label}　{heading}" if apart else label + heading


class Row(Protocol):
    """What is read of a provision; a database row or a row of a draft's tree."""

    @property
    def eid(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def parent_eid(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Link:
    """A citation to be shown as a link: offsets in the provision's text, and where it leads."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; ``url`` where it is a citation."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class BasisLine:
    """One legal basis as typed; ``is_linked`` is False where there is no text to open."""

    pieces: tuple[Piece, ...]
    is_linked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, item, subitem or point on the page."""

    eid: str
    kind: str
    label: str
    heading: str
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Block:
    """An article, an attachment, or a top-level point of a text without articles, with its lines.

    ``path`` holds the headings it stands under.
    """

    eid: str
    label: str
    heading: str
    path: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    is_heading: bool = False
    kind: str = Kind.ARTICLE

    @property
    def name(self) -> str:
        return name_of(self.kind, self.label, self.heading)

    @property
    def has_one_paragraph(self) -> bool:
        """Whether a citation of an item leaves the 款 out."""
        return sum(line.kind == Kind.PARAGRAPH for line in self.lines) <= 1

    @property
    def words(self) -> str:
        """The plain words, a line each."""
        parts = (
            line.label + line.heading + "".join(piece.text for piece in line.pieces) for line in self.lines
        )
        return "\n".join(part for part in parts if part)


@dataclass(slots=True)
class Reading:
    """A whole text. ``blocks`` holds headings and articles in order; ``contents`` the headings alone.

    ``enclosures`` is the list of attachments above the signature, ``attachments`` are these themselves.
    """

    title: str = ""
    notes: list[str] = field(default_factory=list)
    preamble: list[tuple[Piece, ...]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    enclosures: list[tuple[Piece, ...]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    attachments: list[Block] = field(default_factory=list)

    @property
    def contents(self) -> list[Block]:
        """Chapters and sections; without them headed points, else articles; and the attachments."""
        frames = [block for block in self.blocks if block.is_heading]
        headed = frames or [block for block in self.blocks if block.heading] or self.blocks
        return [*headed, *self.attachments]

    @property
    def whole(self) -> list[Block]:
        """Headings, articles and attachments in order."""
        return [*self.blocks, *self.attachments]

    def block(self, eid: str) -> Block | None:
        """The article or attachment that is or holds ``eid``."""
        for block in self.whole:
            if block.eid == eid or any(line.eid == eid for line in block.lines):
                return block
        return None

    def around(self, block: Block) -> tuple[Block | None, Block | None]:
        """The articles before and after one."""
        articles = [other for other in self.whole if not other.is_heading]
        at = articles.index(block)
        return (articles[at - 1] if at else None, articles[at + 1] if at + 1 < len(articles) else None)


def build_reading(rows: Iterable[Row], links: Mapping[str, Sequence[Link]] | None = None) -> Reading:
    """Arrange provisions, given in document order, for reading.

    Args:
        links: citations by stable id of the provision they stand in.
    """
    builder = _Builder(links or {})
    for row in rows:
        builder.add(row)
    return builder.reading


class _Builder:
    def __init__(self, links: Mapping[str, Sequence[Link]]) -> None:
        self.links = links
        self.reading = Reading()
        self.frames: dict[str, str] = {}
        self.block: Block | None = None

    def add(self, row: Row) -> None:
        kind = Kind(row.kind)
        if kind is Kind.TITLE:
            self.reading.title = row.text
        elif kind is Kind.NOTE:
            self.reading.notes.extend(line for line in row.text.split("\n") if line)
        elif kind is Kind.PREAMBLE:
            self.reading.preamble.extend(_lines(self._pieces(row)))
        elif kind is Kind.ENCLOSURES:
            self.reading.enclosures.extend(_lines(self._pieces(row)))
        elif kind is Kind.CLOSING:
            self.reading.closing.extend(line for line in row.text.split("\n") if line)
        elif kind in FRAME_KINDS:
            self._open_frame(row, kind)
        elif kind is Kind.ARTICLE or (kind is Kind.POINT and not row.parent_eid):
            self._open_block(row, kind)
        elif kind is Kind.ATTACHMENT:
            self.block = Block(row.eid, row.label, row.heading, (), kind=kind.value)
            self.reading.attachments.append(self.block)
        elif kind is not Kind.TOC:
            self._add_line(row)

    def _open_frame(self, row: Row, kind: Kind) -> None:
        rank = FRAME_KINDS.index(kind)
        self.frames = {
            name: words for name, words in self.frames.items() if FRAME_KINDS.index(Kind(name)) < rank
        }
        path = tuple(self.frames.values())
        self.frames[kind.value] = f"{row.label} {row.heading}".strip()
        self.block = None
        self.reading.blocks.append(
            Block(row.eid, row.label, row.heading, path, is_heading=True, kind=kind.value)
        )

    def _open_block(self, row: Row, kind: Kind) -> None:
        self.block = Block(row.eid, row.label, row.heading, tuple(self.frames.values()), kind=kind.value)
        self.reading.blocks.append(self.block)
        if row.text:
            # A point's own words stand on its line; an article's are its first paragraph.
            self.block.lines.append(Line(row.eid, kind.value, "", "", self._pieces(row)))

    def _add_line(self, row: Row) -> None:
        if self.block is None:
            self.block = Block("", "", "", tuple(self.frames.values()))
            self.reading.blocks.append(self.block)
        self.block.lines.append(Line(row.eid, row.kind, row.label, row.heading, self._pieces(row)))

    def _pieces(self, row: Row) -> tuple[Piece, ...]:
        return cut(row.text, self.links.get(row.eid, ()))


def cut(text: str, links: Sequence[Link]) -> tuple[Piece, ...]:
    """Cut a text at its citations; of two that overlap the first counts. Joined, the pieces are the text."""
    pieces: list[Piece] = []
    position = 0
    for link in sorted(links, key=lambda link: (link.start, -link.end)):
        if link.start < position or link.end > len(text):
            continue
        if link.start > position:
            pieces.append(Piece(text[position : link.start]))
        pieces.append(Piece(text[link.start : link.end], link.url))
        position = link.end
    if position < len(text) or not pieces:
        pieces.append(Piece(text[position:]))
    return tuple(pieces)


def cut_lines(text: str, links: Sequence[Link]) -> list[tuple[Piece, ...]]:
    """Cut a text at its citations and at its line ends; empty lines are left out."""
    return _lines(cut(text, links))


def basis_lines(text: str, links: Sequence[Link]) -> tuple[BasisLine, ...]:
    """A list of legal bases, one a line."""
    return tuple(BasisLine(pieces, any(piece.url for piece in pieces)) for pieces in cut_lines(text, links))


def _lines(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        lines[-1].append(Piece(first, piece.url))
        lines.extend([Piece(words, piece.url)] for words in rest)
    return [tuple(line) for line in lines if any(piece.text.strip() for piece in line)]
