"""Which terms to look for where a document need not have every word of a query, and how much each counts.

What was tried, and how it was measured: docs/search.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis.lay_words import LAY_WORDS
from search.analysis.tokens import HAN, bigrams
from search.analysis.weak_words import COMMON_CHARACTERS, FUNCTION_CHARACTERS, QUESTION_WORDS
from search.queries import QueryTerm

MAX_TERMS = 60
WEAK_BOOST = 0.5  # pairs with a question word or a function character
LEGAL_BOOST = 0.5  # pairs of the legal word for a lay one
CHARACTER_BOOST = 0.8

_QUESTION = re.compile("|".join(sorted(map(re.escape, QUESTION_WORDS), key=len, reverse=True)))
_LAY = re.compile("|".join(sorted(map(re.escape, LAY_WORDS), key=len, reverse=True)))
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Guess:
    """Boosts by token: ``words`` of which a document must have one, ``characters`` that only raise it."""

    words: dict[str, float]
    characters: dict[str, float]


def guess(terms: Iterable[QueryTerm]) -> Guess:
    """The terms for the words of a query, the most telling ones where there are more than ``MAX_TERMS``."""
    words = [term for term in terms if term.kind == "word"]
    own: dict[str, float] = {}
    legal: dict[str, float] = {}
    for term in words:
        for token, boost in _own_pairs(term):
            own[token] = max(own.get(token, 0.0), boost)
        for found in _LAY.finditer(term.text):
            pairs = (pair for word in LAY_WORDS[found[0]] for pair in bigrams(word))
            legal.update(dict.fromkeys(pairs, LEGAL_BOOST))
    singles = {char for term in words for char in _HAN.findall(term.text)} - COMMON_CHARACTERS
    strong = {token: boost for token, boost in own.items() if boost == 1.0}
    weak = {token: boost for token, boost in own.items() if boost < 1.0}
    added = {token: boost for token, boost in legal.items() if token not in own}
    kept = _first({**strong, **added}, MAX_TERMS)
    characters = _first(dict.fromkeys(sorted(singles), CHARACTER_BOOST), MAX_TERMS - len(kept))
    kept |= _first(weak, MAX_TERMS - len(kept) - len(characters))
    return Guess(kept, characters)


def _own_pairs(term: QueryTerm) -> Iterable[tuple[str, float]]:
    asking = {at for found in _QUESTION.finditer(term.text) for at in range(*found.span())}
    for at, token in enumerate(term.tokens):
        touched = bool(asking & {at, at + 1}) or not FUNCTION_CHARACTERS.isdisjoint(token)
        yield token, WEAK_BOOST if touched and len(token) == 2 and _HAN.match(token) else 1.0


def _first(boosts: dict[str, float], most: int) -> dict[str, float]:
    return dict(list(boosts.items())[: max(most, 0)])
