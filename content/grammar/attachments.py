"""The descent through what stands behind the body: list of attachments, signature and date, attachments."""

from __future__ import annotations

from content.grammar.builder import Draft, Reader, TreeBuilder
from content.grammar.scanner import COLONS, SENTENCE_ENDS, Line, Shape, squeeze
from content.grammar.sequence import Sequence
from content.grammar.tree import Kind, WarningCode

_HEADING_LENGTH = 40


class EndingGrammar:
    """Reads the end. Whatever stands in an attachment is a paragraph of it: a form has no articles."""

    def __init__(self, builder: TreeBuilder, lines: list[Line], *, front: list[Line]) -> None:
        self._builder = builder
        self._reader = Reader(lines)
        self._numbers: dict[str, Sequence] = {}  # of 附件 and 附表, each of its own
        for line in front:  # 附件1 may be what a letter brings, read as the body
            if line.shape is Shape.ATTACHMENT and line.number:
                self._numbers.setdefault(line.label[:2], Sequence()).check(line.number)

    def read(self) -> None:
        while (line := self._reader.peek()) is not None:
            if line.shape is Shape.ATTACHMENT:
                self._read_attachment()
            else:
                self._read_matter(Kind.ENCLOSURES if line.shape is Shape.ENCLOSURE else Kind.CLOSING)

    def _read_matter(self, kind: Kind) -> None:
        draft: Draft | None = None
        words: list[str] = []
        while (line := self._reader.peek()) is not None and line.shape is not Shape.ATTACHMENT:
            if (line.shape is Shape.ENCLOSURE) is not (kind is Kind.ENCLOSURES):
                break
            draft = draft or self._builder.open_matter(kind, line.start)
            words.append(self._reader.take().text)
            if line.shape not in (Shape.PLAIN, Shape.ENCLOSURE):
                self._builder.warn(WarningCode.UNKNOWN_HEADING, line, line.text)
        if draft is not None:
            draft.text = "\n".join(words)

    def _read_attachment(self) -> None:
        line = self._reader.take()
        if line.number:
            word = line.label[:2]
            self._builder.check(self._numbers.setdefault(word, Sequence()), line, f"{word}{{}}".format)
        eid = f"att-{line.number[0]}" if line.number else "att"
        attachment = self._builder.open(
            self._builder.root, Kind.ATTACHMENT, eid, line.start, label=line.label, number=line.number
        )
        attachment.heading = squeeze(line.rest.lstrip(COLONS).strip() or self._take_heading_below())
        self._read_paragraphs(attachment)
        if not (attachment.heading or attachment.children):
            self._builder.warn(WarningCode.EMPTY, line, line.label)

    def _take_heading_below(self) -> str:
        below = self._reader.peek()
        if below is None or below.shape is not Shape.PLAIN or len(below.text) > _HEADING_LENGTH:
            return ""
        return "" if below.text[-1] in SENTENCE_ENDS else self._reader.take().text

    def _read_paragraphs(self, attachment: Draft) -> None:
        number = 0
        while (line := self._reader.peek()) is not None and line.shape is not Shape.ATTACHMENT:
            number += 1
            self._builder.open(
                attachment,
                Kind.PARAGRAPH,
                f"{attachment.eid}-para-{number}",
                line.start,
                number=(number,),
                text=self._reader.take().text,
            )
