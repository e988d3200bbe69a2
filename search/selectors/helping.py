"""What a reader can do where a search found nothing, or not every word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from search.exchange import FACETS, SearchDocument, SearchQuery, SuggestQuery
from search.port import SearchIndex
from search.queries import QueryTerm, parse, parse_start
from search.rewriting import without
from search.selectors.engine import ask_engine
from search.selectors.vocabulary import current_vocabulary

MAX_TERMS = 5
MAX_RELATED = 5
_TRIED = 3  # words that titles are looked for with


@dataclass(frozen=True, slots=True)
class Dropped:
    """A term, what is typed without it, and how many provisions that finds."""

    term: QueryTerm
    typed: str
    total: int


@dataclass(frozen=True, slots=True)
class Help:
    """Searches near to the one that failed; every number is of what the viewer may read.

    ``dropped`` leave out one term each, ``any_status`` and ``unfiltered`` count what was typed in every state
    of effect, and without any chosen filter: typed conditions (效力:) hold in both. ``related`` are documents
    with one of the words in their titles.
    """

    dropped: tuple[Dropped, ...] = ()
    any_status: int = 0
    unfiltered: int = 0
    related: tuple[SearchDocument, ...] = ()


def find_help(query: SearchQuery, *, with_related: bool = True) -> Help:
    """What may help; nothing where the engine cannot answer.

    Args:
        with_related: look for documents with one of the words in their titles.
    """
    if query.parsed.is_empty:
        return Help()

    def look(index: SearchIndex) -> Help:
        counted = _count(index, query)
        return replace(counted, related=_related(index, query)) if with_related else counted

    return ask_engine(look) or Help()


def _count(index: SearchIndex, query: SearchQuery) -> Help:
    terms = query.parsed.terms[:MAX_TERMS] if len(query.parsed.terms) > 1 else ()
    vocabulary = current_vocabulary()
    typed = [without(query.parsed, term) for term in terms]
    held = query.parsed.filters
    everywhere: dict[str, Any] = dict.fromkeys(FACETS.values(), frozenset())
    everywhere |= {"kinds": held.kinds, "statuses": held.statuses, "years": held.years}
    wider = [replace(query, statuses=held.statuses), replace(query, **everywhere)]
    asked = [*wider, *(replace(query, parsed=parse(words, vocabulary)) for words in typed)]
    any_status, unfiltered, *totals = index.totals(asked)
    found = zip(terms, typed, totals, strict=True)
    dropped = tuple(Dropped(term, words, total) for term, words, total in found if total)
    return Help(dropped=dropped, any_status=any_status, unfiltered=unfiltered)


def _related(index: SearchIndex, query: SearchQuery) -> tuple[SearchDocument, ...]:
    words = {term.text for term in query.parsed.terms if term.kind in {"word", "phrase"}}
    for word in sorted(words, key=lambda word: (-len(word), word))[:_TRIED]:
        wanted = SuggestQuery(parse_start(word), query.access_keys, query.on, limit=MAX_RELATED)
        if found := index.suggest(wanted):
            return found
    return ()
