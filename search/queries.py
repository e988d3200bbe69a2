"""From what a reader typed to a query; every string whatever gives one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from search.analysis.admin_search import segment_query
from search.analysis.articles import complete_number, find_articles
from search.analysis.folding import fold
from search.analysis.names import name_candidates, squeeze
from search.analysis.numbers import take_numbers
from search.analysis.synonyms import SYNONYMS, split_at_known
from search.analysis.tokens import Run, bigrams, runs

MAX_CHARACTERS = 2_000
MAX_TOKENS = 100
MAX_START = 60
_QUOTED = re.compile(r"[\"“”„‟]([^\"“”„‟]+)[\"“”„‟]|「([^」]+)」")

# "body" is a word that the name of the issuing body must have (机关:).
TermKind = Literal["word", "phrase", "article", "number", "body"]


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

    ``excluded`` is what a document must not have (-排除); ``names`` are the possible names of the rule whose
    article is asked for (监察法第十五条), ``truncated`` says that more was typed than is searched for.
    """

    terms: tuple[QueryTerm, ...] = ()
    excluded: tuple[QueryTerm, ...] = ()
    names: tuple[str, ...] = ()
    truncated: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.terms

    @property
    def is_one_condition(self) -> bool:
        """Whether there is nothing to leave away: one word of one token, or phrases and bodies only."""
        loose = [term for term in self.terms if term.kind not in {"phrase", "body"}]
        return not loose or (len(self.terms) == 1 and len(loose[0].tokens) == 1 and not loose[0].alternatives)


@dataclass(frozen=True, slots=True)
class TypedStart:
    """What stands in the search box while somebody types.

    ``name`` is all of it as names are compared, ``tokens`` what a title must have. Where an article number is
    typed, ``article`` is its token, ``rule_names`` the possible names of its rule, ``rule_tokens`` what the
    title of the rule must have.
    """

    name: str = ""
    tokens: tuple[str, ...] = ()
    article: str = ""
    rule_names: tuple[str, ...] = ()
    rule_tokens: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.name


def parse_start(typed: str) -> TypedStart:
    """Understand the beginning of a name or of an article's (监察法第七十五); never raises."""
    folded = fold(typed[:MAX_START]).strip().removesuffix("第")
    whole = TypedStart(squeeze(folded), _title_tokens(folded))
    completed = complete_number(folded)
    mention = next(find_articles(completed, loose=True), None)
    if mention is None:
        return whole
    before = completed[: mention.start]
    return replace(
        whole, article=mention.token, rule_names=name_candidates(before), rule_tokens=_title_tokens(before)
    )


def _title_tokens(folded: str) -> tuple[str, ...]:
    return tuple(segment_query(folded).split())


def parse(typed: str) -> ParsedQuery:
    """Understand a query: blanks and punctuation part words, quotation marks hold a phrase together.

    Never raises; a text without a single word character gives an empty query.
    """
    numbers, rest = take_numbers(typed[:MAX_CHARACTERS])
    folded = fold(rest)
    terms = [QueryTerm("number", key, (key,)) for key in numbers]
    terms.extend(_terms(folded))
    kept, cut = _limit(list(dict.fromkeys(terms)))
    return ParsedQuery(tuple(kept), names=_names(folded), truncated=cut or len(typed) > MAX_CHARACTERS)


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
