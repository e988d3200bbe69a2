"""What was changed inside an article, marked so that a reader of Chinese sees words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from diff_match_patch import diff_match_patch

from content.comparing.articles import ONE_WIDTH, is_blank

# Kept characters in a row, between two changes, that are taken for chance. Up to three are a word at most;
# four and more a reader recognizes and wants to see as kept.
_CHANCE = 3
TIMEOUT = 1.0  # seconds per article


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


def mark(old_text: str, new_text: str, *, timeout: float = TIMEOUT) -> tuple[list[Segment], list[Segment]]:
    """Mark the old text with what was deleted and the new one with what was inserted.

    Blanks, and the width in which punctuation was typed, are never marked; line ends are, for they divide
    paragraphs.

    Args:
        timeout: seconds after which the rest is marked more coarsely; still correct, not the shortest.

    Returns:
        Segments of the old text (equal, delete) and of the new text (equal, insert); joined, they are the
        texts, character by character.
    """
    runs = _legible(_differences(_bare(old_text), _bare(new_text), timeout))
    return (
        list(_cut(old_text, [run for run in runs if run[0] is not Op.INSERT])),
        list(_cut(new_text, [run for run in runs if run[0] is not Op.DELETE])),
    )


def _bare(text: str) -> str:
    return "".join(char for char in text if not is_blank(char)).translate(ONE_WIDTH)


def _differences(old: str, new: str, timeout: float) -> list[_Run]:
    engine = diff_match_patch()
    engine.Diff_Timeout = timeout
    return [(_OPS[number], text) for number, text in engine.diff_main(old, new, False)]


def _legible(runs: list[_Run]) -> list[_Run]:
    """Join changes that only chance keeps apart, then move their edges to punctuation where possible.

    The library's own semantic cleanup also swallows long unchanged passages between two long insertions,
    which would show words as deleted that were kept.
    """
    engine = diff_match_patch()
    while True:
        groups = _groups(runs)
        joined = [_absorbed(groups, at) for at in range(len(groups))]
        if not any(joined):
            break
        pieces = [_both(group) if gone else group for group, gone in zip(groups, joined, strict=True)]
        runs = _merged([run for piece in pieces for run in piece])
    diffs = [(_NUMBERS[op], text) for op, text in runs]
    engine.diff_cleanupSemanticLossless(diffs)
    engine.diff_cleanupMerge(diffs)
    return [(_OPS[number], text) for number, text in diffs]


def _groups(runs: list[_Run]) -> list[list[_Run]]:
    """Runs by turns: one equal run, then the deletions and insertions between it and the next."""
    groups: list[list[_Run]] = []
    for run in runs:
        changed = run[0] is not Op.EQUAL
        if groups and changed and groups[-1][0][0] is not Op.EQUAL:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _absorbed(groups: list[list[_Run]], at: int) -> bool:
    """Whether an equal run is chance: short, within a line, and between two changes that are both longer."""
    op, text = groups[at][0]
    if op is not Op.EQUAL or not 0 < at < len(groups) - 1 or len(text) > _CHANCE or "\n" in text:
        return False
    before, after = _sizes(groups[at - 1]), _sizes(groups[at + 1])
    one_sided = not (before[Op.DELETE] or after[Op.DELETE]) or not (before[Op.INSERT] or after[Op.INSERT])
    if one_sided:  # absorbing would show kept words as deleted on a side where nothing else was
        return False
    return len(text) <= max(before.values()) and len(text) <= max(after.values())


def _sizes(group: list[_Run]) -> dict[Op, int]:
    return {wanted: sum(len(text) for op, text in group if op is wanted) for wanted in (Op.DELETE, Op.INSERT)}


def _both(group: list[_Run]) -> list[_Run]:
    return [(op, text) for _, text in group for op in (Op.DELETE, Op.INSERT)]


def _merged(runs: list[_Run]) -> list[_Run]:
    """Neighboring deletions joined into one, insertions likewise."""
    merged: list[_Run] = []
    pending = {Op.DELETE: "", Op.INSERT: ""}
    for op, text in [*runs, (Op.EQUAL, "")]:
        if op is not Op.EQUAL:
            pending[op] += text
            continue
        merged.extend((changed, words) for changed, words in pending.items() if words)
        pending = {Op.DELETE: "", Op.INSERT: ""}
        if text:
            merged.append((op, text))
    return merged


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
