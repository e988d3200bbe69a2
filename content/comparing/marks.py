"""What was changed inside an article, marked so that a reader of Chinese sees words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from diff_match_patch import diff_match_patch

from content.comparing.articles import ONE_WIDTH, is_blank

# Kept characters in a row, between two changes, that are taken for chance. Up to three are a word at most;
# four and more a reader recognizes and wants to see as kept.
_CHANCE = 3
STEPS = 1_500_000  # of the search in one article: more than a thousand changed characters, less than a second
_LONGEST = 50_000  # characters from the first change to the last; no article is as long


class Op(StrEnum):
    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Segment:
    op: Op
    text: str


_Run = tuple[Op, str]
_OPS = {0: Op.EQUAL, 1: Op.INSERT, -1: Op.DELETE}
_NUMBERS = {op: number for number, op in _OPS.items()}


class Budget(float):
    """How far the search for kept words may go: a deadline for the library that never looks at the clock.

    The library asks ``time.time() > deadline`` before each round, which is answered here. The further a round
    is from where its search began, the more steps it has.
    """

    def __new__(cls, _steps: int) -> Self:
        return super().__new__(cls, math.inf)

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.spent = 0
        self.round = 0

    def __lt__(self, now: float) -> bool:
        self.round += 1
        self.spent += self.round
        return self.spent > self.steps


def mark(
    old_text: str, new_text: str, *, budget: Budget | None = None
) -> tuple[list[Segment], list[Segment]]:
    """Mark the old text with what was deleted and the new one with what was inserted.

    Blanks, and the width in which punctuation was typed, are never marked; line ends are, for they divide
    paragraphs. The same texts get the same marks on any machine and on any day.

    Args:
        budget: ``Budget(STEPS)`` unless given. What was not found within it counts as replaced, and so does
            all between the first and the last change where that is very long.

    Returns:
        Segments of the old text (equal, delete) and of the new text (equal, insert); joined, they are the
        texts, character by character.
    """
    runs = _legible(_differences(_bare(old_text), _bare(new_text), budget or Budget(STEPS)))
    return (
        list(_cut(old_text, [run for run in runs if run[0] is not Op.INSERT])),
        list(_cut(new_text, [run for run in runs if run[0] is not Op.DELETE])),
    )


def _bare(text: str) -> str:
    return "".join(char for char in text if not is_blank(char)).translate(ONE_WIDTH)


class _Engine(diff_match_patch):
    def diff_bisect(self, text1: str, text2: str, deadline: Budget) -> list[Any]:
        """One search from its start."""
        deadline.round = 0
        found: list[Any] = super().diff_bisect(text1, text2, deadline)
        return found


def _differences(old: str, new: str, budget: Budget) -> list[_Run]:
    engine = _Engine()
    head = engine.diff_commonPrefix(old, new)
    tail = engine.diff_commonSuffix(old[head:], new[head:])
    if max(len(old), len(new)) - head - tail <= _LONGEST:
        diffs = engine.diff_main(old, new, False, budget)
    else:
        diffs = [(0, old[:head]), (-1, old[head : len(old) - tail]), (1, new[head : len(new) - tail])]
        diffs.append((0, old[len(old) - tail :]))
    return [(_OPS[number], text) for number, text in diffs if text]


def _legible(runs: list[_Run]) -> list[_Run]:
    """Join changes that only chance keeps apart, then move their edges to punctuation where possible.

    The library's own semantic cleanup also swallows long unchanged passages between two long insertions,
    which would show words as deleted that were kept.
    """
    diffs = [(_NUMBERS[op], text) for op, text in _joined(runs)]
    engine = diff_match_patch()
    engine.diff_cleanupSemanticLossless(diffs)
    engine.diff_cleanupMerge(diffs)
    return [(_OPS[number], text) for number, text in diffs]


@dataclass(slots=True)
class _Change:
    """What was deleted and inserted in one place, behind words that were kept."""

    kept: str
    deleted: str = ""
    inserted: str = ""

    @property
    def size(self) -> int:
        return max(len(self.deleted), len(self.inserted))


def _joined(runs: list[_Run]) -> Iterator[_Run]:
    """The runs with neighboring changes joined; a joined change may be joined again with the one before."""
    changes: list[_Change] = []
    for change in _changes(runs):
        while changes and _kept_by_chance(changes[-1], change):
            before = changes.pop()
            change.deleted = before.deleted + change.kept + change.deleted
            change.inserted = before.inserted + change.kept + change.inserted
            change.kept = before.kept
        changes.append(change)
    for change in changes:
        runs_of = ((Op.EQUAL, change.kept), (Op.DELETE, change.deleted), (Op.INSERT, change.inserted))
        yield from (run for run in runs_of if run[1])


def _changes(runs: list[_Run]) -> Iterator[_Change]:
    """The kept words at the end are followed by no change."""
    change = _Change("")
    for op, text in runs:
        if op is Op.DELETE:
            change.deleted += text
        elif op is Op.INSERT:
            change.inserted += text
        else:
            if change.kept or change.size:
                yield change
            change = _Change(text)
    yield change


def _kept_by_chance(before: _Change, after: _Change) -> bool:
    """Whether what was kept is short, within a line, and between two changes at least as long."""
    kept = after.kept
    if len(kept) > _CHANCE or "\n" in kept or len(kept) > min(before.size, after.size):
        return False
    # Joining would show kept words as deleted on a side where nothing else was.
    return bool(before.deleted or after.deleted) and bool(before.inserted or after.inserted)


def _cut(text: str, runs: list[_Run]) -> Iterator[Segment]:
    """Cut the text as typed along the runs of its bare form; a blank belongs to what stands before it."""
    at = 0
    for op, bare in runs:
        start = at
        missing = len(bare)
        while at < len(text) and (missing or is_blank(text[at])):
            missing -= not is_blank(text[at])
            at += 1
        yield Segment(op, text[start:at])
    if not runs and text:
        yield Segment(Op.EQUAL, text)
