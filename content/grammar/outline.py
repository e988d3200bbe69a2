"""The descent through notices, plans and texts without 第…条: 一、 > （一） > 1. > （1）."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from content.grammar.articles import write_like
from content.grammar.builder import Draft, Reader, TreeBuilder
from content.grammar.scanner import SENTENCE_ENDS, Line, Shape
from content.grammar.sequence import Number, Sequence
from content.grammar.tree import Kind, WarningCode

_HEADING_LENGTH = 40
_RUN_IN_LENGTH = 20


@dataclass(slots=True)
class _Point:
    """A point being read: what its last words were, and how many paragraphs it has (its own words are 1)."""

    draft: Draft
    words: str
    paragraphs: int = 1


class OutlineGrammar:
    """Reads the body. A level is the depth of nesting; the styles must only go inward."""

    def __init__(self, builder: TreeBuilder, lines: list[Line]) -> None:
        self._builder = builder
        self._reader = Reader(lines)

    def read(self) -> None:
        while (line := self._reader.peek()) is not None:
            if line.shape.is_list:
                self._read_points(_Point(self._builder.root, ""), line.shape)
            else:
                self._add_paragraph(_Point(self._builder.root, "", 0))

    def _read_points(self, parent: _Point, shape: Shape) -> None:
        """Points of one style below one parent; ends at an outer style or at words that are the parent's."""
        sequence, previous = Sequence(), ""
        led_in = parent.words.endswith(("：", ":"))
        while (line := self._reader.peek()) is not None and line.shape.is_list and line.shape >= shape:
            point = self._open_point(parent, self._reader.take(), sequence)
            listed = led_in and previous.endswith(("；", ";"))
            last_of_list = listed and point.words.endswith("。")
            self._read_below(point, line.shape, last_of_list=last_of_list)
            if last_of_list and self._takes_back(parent):
                led_in = parent.words.endswith(("：", ":"))
            previous = point.words

    def _read_below(self, point: _Point, shape: Shape, *, last_of_list: bool) -> None:
        """Paragraphs and inner points of one point."""
        while (line := self._reader.peek()) is not None:
            if line.shape.is_list:
                if line.shape <= shape:
                    return
                self._read_points(point, line.shape)
            elif last_of_list and point.paragraphs == 1 and not point.draft.children:
                return
            else:
                self._add_paragraph(point)

    def _takes_back(self, parent: _Point) -> bool:
        """Words below a finished list belong to the point that led it in."""
        taken = False
        while (line := self._reader.peek()) is not None and not line.shape.is_list:
            self._add_paragraph(parent)
            taken = True
        return taken

    def _open_point(self, parent: _Point, line: Line, sequence: Sequence) -> _Point:
        self._builder.check(sequence, line, partial(write_like, line))
        base = "pt" if parent.draft is self._builder.root else parent.draft.eid
        number: Number = (*parent.draft.number, *line.number)
        heading, text = _split_heading(line.rest)
        draft = self._builder.open(
            parent.draft,
            Kind.POINT,
            f"{base}-{line.number[0]}",
            line.start,
            label=line.label,
            number=number,
            heading=heading,
            text=text,
        )
        if not line.rest:
            self._builder.warn(WarningCode.EMPTY, line, line.label)
        return _Point(draft, line.rest)

    def _add_paragraph(self, point: _Point) -> None:
        line = self._reader.take()
        point.paragraphs += 1
        point.words = line.text
        prefix = "" if point.draft is self._builder.root else f"{point.draft.eid}-"
        self._builder.open(
            point.draft,
            Kind.PARAGRAPH,
            f"{prefix}para-{point.paragraphs}",
            line.start,
            number=(point.paragraphs,),
            text=line.text,
        )
        if line.mark or line.shape not in (Shape.PLAIN, Shape.ARTICLE):
            self._builder.warn(WarningCode.UNKNOWN_HEADING, line, line.text)


def _split_heading(words: str) -> tuple[str, str]:
    """Heading and text of a point; heading + text are its words.

    A point that is all heading is short and has no stop; a run-in heading is a short first sentence.
    """
    if not words:
        return "", ""
    if len(words) <= _HEADING_LENGTH and not any(char in SENTENCE_ENDS for char in words):
        return words, ""
    stop = words.find("。", 0, _RUN_IN_LENGTH + 1)
    if 0 < stop < len(words) - 1 and not any(char in SENTENCE_ENDS for char in words[:stop]):
        return words[: stop + 1], words[stop + 1 :]
    return "", words
