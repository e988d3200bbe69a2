"""The descent through a text in articles: part > chapter > section > article > paragraph > item > subitem."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from common.numerals import write_numeral
from content.grammar.builder import Draft, Reader, TreeBuilder
from content.grammar.resolution import BARE_HEADINGS, FINAL_PROVISIONS
from content.grammar.scanner import SENTENCE_ENDS, Line, Shape, scan_rest, squeeze
from content.grammar.sequence import Number, Sequence
from content.grammar.tree import Kind, WarningCode

_DIVISIONS = {
    Shape.PART: (Kind.PART, "part", "编"),
    Shape.CHAPTER: (Kind.CHAPTER, "ch", "章"),
    Shape.SECTION: (Kind.SECTION, "sec", "节"),
}
_HEADING_LENGTH = 40
_HEADING_SHAPES = (Shape.UNKNOWN, Shape.ATTACHMENT, Shape.ENCLOSURE)  # out of place among articles


class ArticleGrammar:
    """Reads the body. Each method takes the lines of one level and leaves the rest to its caller."""

    def __init__(self, builder: TreeBuilder, lines: list[Line]) -> None:
        self._builder = builder
        self._reader = Reader([_final_provisions(line) for line in lines])
        self._end = lines[-1].end if lines else 0
        self._articles = Sequence()
        self._chapters = Sequence()
        self._restarts = _chapters_restart(lines)

    def read(self) -> None:
        self._read_divisions(self._builder.root, Shape.PLAIN, Sequence())

    # Parts, chapters, sections

    def _read_divisions(self, parent: Draft, level: Shape, sections: Sequence) -> None:
        """Everything below one heading; ends at a heading of the same or an outer level."""
        parts, paragraphs = Sequence(), 0
        while (line := self._reader.peek()) is not None:
            if line.shape.is_division:
                if line.shape <= level:
                    return
                self._read_division(parent, {Shape.PART: parts, Shape.SECTION: sections})
            elif line.shape is Shape.ARTICLE:
                self._read_article(parent)
            elif line.shape is Shape.BRACKET:
                self._add_stray_item(parent)
            else:
                paragraphs += 1
                self._add_paragraph(parent, paragraphs)

    def _read_division(self, parent: Draft, sequences: dict[Shape, Sequence]) -> None:
        line = self._reader.take()
        kind, prefix, unit = _DIVISIONS[line.shape]
        if line.number:
            if line.shape is Shape.CHAPTER and parent.kind is Kind.PART and line.number == (1,):
                self._chapters = Sequence()
            sequence = sequences.get(line.shape, self._chapters)
            self._builder.check(sequence, line, partial(_ordinal, unit))
        nested = line.shape is Shape.SECTION or (line.shape is Shape.CHAPTER and self._restarts)
        eid = f"{prefix}-{_join(line.number) or 'final'}"
        if nested and parent is not self._builder.root:
            eid = f"{parent.eid}-{eid}"
        draft = self._builder.open(parent, kind, eid, line.start, label=line.label, number=line.number)
        draft.heading = squeeze(line.rest or self._take_heading_below())
        self._read_divisions(draft, line.shape, Sequence())

    def _take_heading_below(self) -> str:
        """第一章 alone on its line: a short line without a stop below it is the heading."""
        below = self._reader.peek()
        if below is None or below.shape is not Shape.PLAIN or below.mark:
            return ""
        if len(below.text) > _HEADING_LENGTH or below.text[-1] in SENTENCE_ENDS:
            return ""
        return self._reader.take().text

    # Articles and paragraphs

    def _read_article(self, parent: Draft) -> None:
        line = self._reader.take()
        self._builder.check(self._articles, line, partial(_ordinal, "条"))
        eid = f"art-{_join(line.number)}"
        article = self._builder.open(
            parent, Kind.ARTICLE, eid, line.start, label=line.label, number=line.number
        )
        paragraph, count, words = self._read_first_paragraph(article, line), 1, False
        while True:
            words = words or bool(paragraph.text)
            below = self._reader.peek()
            if below is None or self._ends_article(below):
                break
            if self._opens_list(below):
                words = True
                self._read_list(paragraph, below.shape, first=None)
            else:
                count += 1
                paragraph = self._add_paragraph(article, count)
        if not words:
            self._builder.warn(WarningCode.EMPTY, line, line.label)

    def _read_first_paragraph(self, article: Draft, line: Line) -> Draft:
        inner = scan_rest(line)
        if inner is not None and inner.shape is Shape.BRACKET:
            # 第三条　（一）…: the items begin on the article's own line.
            paragraph = self._open_paragraph(article, 1, line.rest_start)
            self._read_list(paragraph, Shape.BRACKET, first=inner)
            return paragraph
        if inner is not None:
            paragraph = self._open_paragraph(article, 1, line.rest_start)
            paragraph.text = line.rest
            if inner.shape is Shape.UNKNOWN:
                self._builder.warn(WarningCode.UNKNOWN_HEADING, line, line.rest)
            return paragraph
        below = self._reader.peek()
        if below is not None and not self._ends_article(below) and not self._opens_list(below):
            return self._add_paragraph(article, 1)
        return self._open_paragraph(article, 1, below.start if below else self._end)

    def _open_paragraph(self, parent: Draft, number: int, start: int) -> Draft:
        prefix = "" if parent is self._builder.root else f"{parent.eid}-"
        return self._builder.open(parent, Kind.PARAGRAPH, f"{prefix}para-{number}", start, number=(number,))

    def _add_paragraph(self, parent: Draft, number: int) -> Draft:
        line = self._reader.take()
        paragraph = self._open_paragraph(parent, number, line.start)
        paragraph.text = line.text
        if line.mark or line.shape in _HEADING_SHAPES or squeeze(line.text) in BARE_HEADINGS:
            self._builder.warn(WarningCode.UNKNOWN_HEADING, line, line.text)
        return paragraph

    # Items and subitems

    def _ends_article(self, line: Line) -> bool:
        return line.shape.is_division or line.shape is Shape.ARTICLE

    def _opens_list(self, line: Line) -> bool:
        """（一） always opens a list; 一、, 1. and （1）only with their first number."""
        return line.shape is Shape.BRACKET or (line.shape.is_list and line.number == (1,))

    def _read_list(self, holder: Draft, shape: Shape, first: Line | None) -> None:
        """Items of one style and what hangs on them; ends at running text or an outer style."""
        items = Sequence()
        current: Draft | None = None
        while (line := first or self._reader.peek()) is not None and line.shape.is_list:
            if line.shape < shape:
                return
            if line.shape > shape and current is not None:
                self._read_list(current, line.shape, first=None)
                continue
            if first is None:
                self._reader.take()
            first = None
            current = self._add_item(holder, line, items)

    def _add_item(self, holder: Draft, line: Line, items: Sequence) -> Draft:
        self._builder.check(items, line, partial(write_like, line))
        inner = holder.kind in (Kind.ITEM, Kind.SUBITEM)
        kind, prefix = (Kind.SUBITEM, "sub") if inner else (Kind.ITEM, "item")
        eid = f"{holder.eid}-{prefix}-{line.number[0]}"
        item = self._builder.open(
            holder, kind, eid, line.start, label=line.label, number=line.number, text=line.rest
        )
        if not line.rest:
            self._builder.warn(WarningCode.EMPTY, line, line.label)
        return item

    def _add_stray_item(self, parent: Draft) -> None:
        line = self._reader.take()
        prefix = "" if parent is self._builder.root else f"{parent.eid}-"
        eid = f"{prefix}item-{line.number[0]}"
        self._builder.open(
            parent, Kind.ITEM, eid, line.start, label=line.label, number=line.number, text=line.rest
        )
        self._builder.warn(WarningCode.ITEM_OUTSIDE, line, line.label)


def write_like(line: Line, number: int) -> str:
    """A list label with another number, in the style of this line's."""
    digits = line.shape in (Shape.DIGIT, Shape.DIGIT_BRACKET)
    written = str(number) if digits else write_numeral(number % 10_000)
    return {Shape.POINT: f"{written}、", Shape.DIGIT: f"{written}."}.get(line.shape, f"（{written}）")


def _ordinal(unit: str, number: int) -> str:
    return f"第{write_numeral(number % 10_000)}{unit}"


def _join(number: Number) -> str:
    return "-".join(map(str, number))


def _final_provisions(line: Line) -> Line:
    """附则 without a chapter number is a chapter too."""
    if line.shape is not Shape.PLAIN or squeeze(line.text) != FINAL_PROVISIONS:
        return line
    return replace(line, shape=Shape.CHAPTER, rest=line.text)


def _chapters_restart(lines: list[Line]) -> bool:
    """Are chapters numbered anew in each part? Then their ids carry the part."""
    parts = 0
    for line in lines:
        parts += line.shape is Shape.PART
        if line.shape is Shape.CHAPTER and line.number == (1,) and parts > 1:
            return True
    return False
