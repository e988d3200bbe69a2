"""How much two articles have in common, counted in pairs of neighboring characters."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from content.comparing.articles import as_compared

Bigrams = Counter[str]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What an old and a new article share, as a part of the old one and of the new one, 0 to 1 each."""

    alike: float  # as a part of both (Dice)
    of_old: float
    of_new: float

    @property
    def inside(self) -> float:
        """As a part of the shorter one: 1 when it was taken whole into the longer one."""
        return max(self.of_old, self.of_new)

    @property
    def likeness(self) -> float:
        """Alike and inside in equal parts.

        Alike alone would miss an article taken whole into a longer one, inside alone would take every short
        article for a part of a long one.
        """
        return math.sqrt(self.alike * self.inside)


NOTHING = Overlap(alike=0.0, of_old=0.0, of_new=0.0)


def bigrams(text: str) -> Bigrams:
    """Pairs of neighboring characters; the edges count, so that one character has two pairs."""
    words = as_compared(text).replace("\n", "")
    framed = f"\x02{words}\x03" if words else ""
    return Counter(framed[at : at + 2] for at in range(len(framed) - 1))


def overlaps(old: Sequence[str], new: Sequence[str]) -> list[list[Overlap]]:
    """The overlap of every old text with every new one.

    Pairs of characters found in many articles (村民, 应当) weigh little, rare ones much. An index keeps this
    fast: only articles that share something are ever brought together.

    Returns:
        One row for each old text, one column for each new one.
    """
    old_grams, new_grams = [bigrams(text) for text in old], [bigrams(text) for text in new]
    weights = _weights([*old_grams, *new_grams])
    index: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, grams in enumerate(old_grams):
        for gram, count in grams.items():
            index[gram].append((row, count))
    shared = [[0.0] * len(new) for _ in old]
    for column, grams in enumerate(new_grams):
        for gram, count in grams.items():
            for row, old_count in index.get(gram, ()):
                shared[row][column] += weights[gram] * min(count, old_count)
    old_mass, new_mass = [_mass(g, weights) for g in old_grams], [_mass(g, weights) for g in new_grams]
    return [
        [_overlap(shared[row][column], old_mass[row], new_mass[column]) for column in range(len(new))]
        for row in range(len(old))
    ]


def _weights(texts: Sequence[Bigrams]) -> dict[str, float]:
    found_in = Counter(gram for grams in texts for gram in grams)
    return {gram: math.log(1 + len(texts) / count) for gram, count in found_in.items()}


def _mass(grams: Bigrams, weights: dict[str, float]) -> float:
    return math.fsum(weights[gram] * count for gram, count in grams.items())


def _overlap(shared: float, old_mass: float, new_mass: float) -> Overlap:
    if not shared:
        return NOTHING
    return Overlap(
        alike=2 * shared / (old_mass + new_mass), of_old=shared / old_mass, of_new=shared / new_mass
    )
