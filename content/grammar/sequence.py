"""Are the numbers of neighbors in order? One `Sequence` per run of articles, chapters, sections or items."""

from __future__ import annotations

from dataclasses import dataclass, field

from content.grammar.tree import WarningCode

Number = tuple[int, ...]


@dataclass(slots=True)
class Sequence:
    """The numbers met so far. After a wrong number the run goes on from there, so one slip is one warning."""

    last: Number | None = None
    seen: set[Number] = field(default_factory=set)

    @property
    def expected(self) -> Number:
        """The plain next number: 11 after 10 and after 10 之一."""
        return (self.last[0] + 1,) if self.last else (1,)

    def follows(self, number: Number) -> bool:
        """Is this the next number, or the next insertion (第十条之一, 第十条之二)?"""
        if number == self.expected:
            return True
        if self.last is None or len(number) != 2:
            return False
        inserted = self.last[1] if len(self.last) > 1 else 0
        return number == (self.last[0], inserted + 1)

    def check(self, number: Number) -> WarningCode | None:
        """Take the number in and say what is wrong with it."""
        code = None
        if number in self.seen:
            code = WarningCode.REPEAT
        elif not self.follows(number):
            code = WarningCode.GAP if self.last is None or number > self.last else WarningCode.ORDER
        self.last = number
        self.seen.add(number)
        return code
