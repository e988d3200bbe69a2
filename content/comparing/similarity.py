"""How much two texts have in common, in pairs of neighboring characters; and which to compare at all."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import product
from math import ceil, fsum, log, sqrt

Bigrams = Counter[str]
Pair = tuple[int, int]  # the places of an old and of a new text
PASSAGE = 4  # characters; even among articles that are nearly the same, few share a passage so long
COMMON = 32  # texts; a passage found in more of them tells none apart
LIKELY = 16  # texts of the other side that one is compared with
VOTES = 400  # shared passages that are counted for one text, the rarest first
MOST = 200_000  # pairs in all: with more than 12,500 texts each is compared with fewer


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
        return sqrt(self.alike * self.inside)


NOTHING = Overlap(alike=0.0, of_old=0.0, of_new=0.0)


class Overlaps:
    """What old texts share with new ones, worked out for the pairs that are asked for and no others.

    Pairs of characters found in many texts (村民, 应当) weigh little, rare ones much.

    Args:
        old, new: the texts as `as_compared` gives them.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self._old, self._new = [bigrams(words) for words in old], [bigrams(words) for words in new]
        self._weights = _weights([*self._old, *self._new])
        self._old_mass = [_mass(grams, self._weights) for grams in self._old]
        self._new_mass = [_mass(grams, self._weights) for grams in self._new]

    def of(self, row: int, column: int) -> Overlap:
        """The overlap of one old text with one new one."""
        old, new = self._old[row], self._new[column]
        both = old.keys() & new.keys()
        if not both:
            return NOTHING
        shared = fsum(self._weights[gram] * min(old[gram], new[gram]) for gram in both)
        old_mass, new_mass = self._old_mass[row], self._new_mass[column]
        return Overlap(
            alike=2 * shared / (old_mass + new_mass), of_old=shared / old_mass, of_new=shared / new_mass
        )


def bigrams(words: str) -> Bigrams:
    """Pairs of neighboring characters; the edges count, so that one character has two pairs."""
    framed = _framed(words)
    return Counter(sys.intern(framed[at : at + 2]) for at in range(len(framed) - 1))


def twins(old: Sequence[Hashable], new: Sequence[Hashable]) -> set[Pair]:
    """Pairs of equals: counted from the front and from the back, so that there are few of them."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for column, key in enumerate(new):
        places[key].append(column)
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for row, key in enumerate(old):
        rows[key].append(row)
    return {
        pair
        for key, equal in rows.items()
        for pair in (
            *zip(equal, places.get(key, ()), strict=False),
            *zip(reversed(equal), reversed(places.get(key, ())), strict=False),
        )
    }


def likely_pairs(old: Mapping[int, str], new: Mapping[int, str]) -> set[Pair]:
    """The pairs worth comparing: each text with the few of the other side that share its rarest passages.

    Their number, and the work to find them, grow with the length of the texts, not with that of all pairs.
    """
    if len(old) * len(new) <= LIKELY * LIKELY:
        return set(product(old, new))
    onward = set(_most_shared(old, new))
    return onward | {(row, column) for column, row in _most_shared(new, old)}


def _weights(texts: Sequence[Bigrams]) -> dict[str, float]:
    found_in = Counter(gram for grams in texts for gram in grams)
    return {gram: log(1 + len(texts) / count) for gram, count in found_in.items()}


def _mass(grams: Bigrams, weights: Mapping[str, float]) -> float:
    return fsum(weights[gram] * count for gram, count in grams.items())


def _framed(words: str) -> str:
    joined = words.replace("\n", "")
    return f"\x02{joined}\x03" if joined else ""


def _passages(words: str) -> Iterator[str]:
    """Each once, in the order of the text: a set would give them in another order in every process."""
    framed = _framed(words)
    starts = range(len(framed) - 1)
    return iter(dict.fromkeys(framed[at : at + size] for size in (2, PASSAGE) for at in starts))


def _most_shared(texts: Mapping[int, str], others: Mapping[int, str]) -> Iterator[Pair]:
    """Each text with the others that share most of its passages; a passage weighs less the more have it."""
    index: dict[str, list[int]] = defaultdict(list)
    for other, words in others.items():
        for passage in _passages(words):
            index[passage].append(other)
    share = min(1.0, MOST / (LIKELY * len(texts))) if texts else 1.0
    for text, words in texts.items():
        votes: dict[int, float] = defaultdict(float)
        left = VOTES * share
        found = (index[passage] for passage in _passages(words) if passage in index)
        for having in sorted((having for having in found if len(having) <= COMMON), key=len):
            for other in having:
                votes[other] += 1 / len(having)
            left -= len(having)
            if left <= 0:
                break
        for other in nsmallest(ceil(LIKELY * share), votes, key=lambda other: (-votes[other], other)):
            yield text, other
