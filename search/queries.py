"""From what a reader typed to a query; every string whatever gives one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from search.analysis.folding import fold
from search.analysis.names import name_candidates
from search.analysis.numbers import take_numbers
from search.analysis.synonyms import SYNONYMS, split_at_known
from search.analysis.tokens import Run, bigrams, runs

MAX_CHARACTERS = 2_000
MAX_TOKENS = 100
_QUOTED = re.compile(r"[\"“”„‟]([^\"“”„‟]+)[\"“”„‟]|「([^」]+)」")

TermKind = Literal["word", "phrase", "article", "number"]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One thing the reader asks for: ``text`` folded, ``tokens`` as the index holds them, in order.

    ``alternatives`` are other ways to say it, each a few words that must all be there.
    """

    kind: TermKind
    text: str
    tokens: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query understood.

    ``names`` are the possible names of the rule whose article is asked for (监察法第十五条), ``truncated``
    says that more was typed than is searched for.
    """

    terms: tuple[QueryTerm, ...] = ()
    names: tuple[str, ...] = ()
    truncated: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.terms


def parse(typed: str) -> ParsedQuery:
    """Understand a query: blanks and punctuation part words, quotation marks hold a phrase together.

    Never raises; a text without a single word character gives an empty query.
    """
    numbers, rest = take_numbers(typed[:MAX_CHARACTERS])
    folded = fold(rest)
    terms = [QueryTerm("number", key, (key,)) for key in numbers]
    terms.extend(_terms(folded))
    kept, cut = _limit(list(dict.fromkeys(terms)))
    return ParsedQuery(tuple(kept), _names(folded), truncated=cut or len(typed) > MAX_CHARACTERS)


def _terms(folded: str) -> Iterator[QueryTerm]:
    at = 0
    for match in _QUOTED.finditer(folded):
        yield from _words(folded[at : match.start()])
        yield from _phrase(match[1] or match[2])
        at = match.end()
    yield from _words(folded[at:])


def _words(folded: str) -> Iterator[QueryTerm]:
    for run in runs(folded, loose_articles=True):
        if run.kind == "han":
            for word in split_at_known(run.text):
                yield QueryTerm("word", word, bigrams(word), SYNONYMS.get(word, ()))
        else:
            yield QueryTerm("article" if run.kind == "article" else "word", run.text, run.tokens)


def _phrase(folded: str) -> Iterator[QueryTerm]:
    found = list(runs(folded))
    if found:
        tokens = tuple(token for run in found for token in run.tokens)
        yield QueryTerm("phrase", folded.strip(), tokens)


def _limit(terms: list[QueryTerm]) -> tuple[list[QueryTerm], bool]:
    kept: list[QueryTerm] = []
    room = MAX_TOKENS
    for term in terms:
        if len(term.tokens) > room:
            if room and term.kind == "word":
                kept.append(QueryTerm("word", term.text[: room + 1], term.tokens[:room]))
            return kept, True
        kept.append(term)
        room -= len(term.tokens)
    return kept, False


def _names(folded: str) -> tuple[str, ...]:
    first = next((run for run in runs(folded, loose_articles=True) if run.kind == "article"), None)
    return name_candidates(_before(folded, first)) if first else ()


def _before(folded: str, article: Run) -> str:
    return folded[: article.start]
