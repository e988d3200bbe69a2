"""The best set of pairs that keep their order: the heaviest increasing chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class _Link:
    """A pair at the end of a chain, what the whole chain weighs, and the pair before."""

    row: int
    column: int
    weight: float
    before: _Link | None


class _Heaviest:
    """The heaviest chain that ends before a column: a Fenwick tree of prefix maxima."""

    def __init__(self, width: int) -> None:
        self._nodes: list[_Link | None] = [None] * (width + 1)

    def before(self, column: int) -> _Link | None:
        best = None
        while column:
            best = _heavier(best, self._nodes[column])
            column &= column - 1
        return best

    def add(self, link: _Link) -> None:
        at = link.column + 1
        while at < len(self._nodes):
            self._nodes[at] = _heavier(self._nodes[at], link)
            at += at & -at


def _heavier(one: _Link | None, other: _Link | None) -> _Link | None:
    if one is None or (other is not None and other.weight > one.weight):
        return other
    return one


def heaviest_chain(weights: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """The pairs (row, column) with the greatest sum of weights among all that run in the same order.

    Returns:
        Column by row; no row and no column twice, both ascending.
    """
    width = 1 + max((column for _, column in weights), default=-1)
    heaviest = _Heaviest(width)
    # Within a row from the last column to the first, so that none of its pairs is taken to follow another.
    for row, column in sorted(weights, key=lambda pair: (pair[0], -pair[1])):
        before = heaviest.before(column)
        weight = weights[row, column] + (before.weight if before is not None else 0.0)
        heaviest.add(_Link(row, column, weight, before))
    chain: dict[int, int] = {}
    link = heaviest.before(width)
    while link is not None:
        chain[link.row] = link.column
        link = link.before
    return dict(reversed(chain.items()))
