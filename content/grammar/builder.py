"""Drafts of nodes, collected in document order and frozen into a tree at the end.

A draft knows only where it starts; it ends where the next one starts. So every character of the source falls
into exactly one node, whatever the grammar made of the text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from content.grammar.scanner import Line
from content.grammar.sequence import Number, Sequence
from content.grammar.tree import Kind, Node, ParseWarning, WarningCode


@dataclass(slots=True)
class Draft:
    kind: Kind
    eid: str
    start: int
    order: int
    label: str = ""
    number: Number = ()
    heading: str = ""
    text: str = ""
    children: list[Draft] = field(default_factory=list)

    @property
    def words(self) -> str:
        return self.heading + self.text


class TreeBuilder:
    """Opens nodes with unique ids and collects warnings."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.warnings: list[ParseWarning] = []
        self._drafts: list[Draft] = []
        self._taken: dict[str, int] = {}
        self._matter: dict[Kind, int] = {}
        self.root = Draft(Kind.TEXT, "text", 0, 0)
        self._drafts.append(self.root)

    def open(
        self,
        parent: Draft,
        kind: Kind,
        eid: str,
        start: int,
        *,
        label: str = "",
        number: Number = (),
        heading: str = "",
        text: str = "",
    ) -> Draft:
        """Begin a node behind everything begun before; a taken id gets ~2, ~3 ….

        Raises:
            ValueError: ``start`` lies before the node begun last (a fault of the grammar).
        """
        if start < self._drafts[-1].start:
            raise ValueError(f"{eid} starts at {start}, before {self._drafts[-1].eid}")
        count = self._taken[eid] = self._taken.get(eid, 0) + 1
        unique = eid if count == 1 else f"{eid}~{count}"
        draft = Draft(kind, unique, start, len(self._drafts), label, number, heading, text)
        self._drafts.append(draft)
        parent.children.append(draft)
        return draft

    def open_matter(self, kind: Kind, start: int) -> Draft:
        """Begin a title, note, preamble or closing: the first has the kind as its id, the next title-2 …."""
        count = self._matter[kind] = self._matter.get(kind, 0) + 1
        eid = kind.value if count == 1 else f"{kind.value}-{count}"
        return self.open(self.root, kind, eid, start)

    def is_last(self, draft: Draft) -> bool:
        return self._drafts[-1] is draft

    def warn(self, code: WarningCode, line: Line, label: str, expected: str = "") -> None:
        self.warnings.append(ParseWarning(code, line.index + 1, label, expected))

    def check(self, sequence: Sequence, line: Line, write: Callable[[int], str]) -> None:
        """Take a line's number into its sequence; warn with the expected label, which ``write`` writes."""
        expected = sequence.expected[0]
        code = sequence.check(line.number)
        if code is not None:
            self.warn(code, line, line.label, write(expected))

    def finish(self) -> Node:
        """Freeze the tree. Its depth is bounded by the grammar, so recursion is safe.

        Blank lines at the head belong to the first provision; the root owns something only in a blank text.
        """
        if len(self._drafts) > 1:
            self._drafts[1].start = 0
        return self._freeze(self.root)

    def _freeze(self, draft: Draft) -> Node:
        after = draft.order + 1
        end = self._drafts[after].start if after < len(self._drafts) else len(self.source)
        return Node(
            kind=draft.kind,
            eid=draft.eid,
            start=draft.start,
            end=end,
            own=self.source[draft.start : end],
            label=draft.label,
            number=draft.number,
            heading=draft.heading,
            text=draft.text,
            children=tuple(self._freeze(child) for child in draft.children),
        )


class Reader:
    """A cursor over the lines of one region, blank lines left out."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = [line for line in lines if line.shape]
        self._at = 0

    def peek(self, ahead: int = 0) -> Line | None:
        at = self._at + ahead
        return self._lines[at] if at < len(self._lines) else None

    def take(self) -> Line:
        line = self._lines[self._at]
        self._at += 1
        return line
