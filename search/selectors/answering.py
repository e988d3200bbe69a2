"""Questions of readers to the engine; where it cannot answer, the database does, more simply."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import perf_counter

from search.exchange import Facets, SearchDocument, SearchQuery, SearchResult, SuggestQuery
from search.port import NullIndex
from search.selectors.engine import ask_engine
from search.selectors.simplified import simplified_search


@dataclass(frozen=True, slots=True)
class Answer:
    """One screenful of results, the counts beside them, and how long the engine took."""

    result: SearchResult
    facets: Facets = field(default_factory=dict)
    milliseconds: int = 0


def answer(query: SearchQuery) -> Answer:
    """Answer a search; never raises for the engine's sake."""
    started = perf_counter()
    found = ask_engine(lambda index: Answer(index.search(query), index.facets(query)))
    if found is not None:
        return replace(found, milliseconds=round((perf_counter() - started) * 1000))
    return Answer(SearchResult() if query.parsed.is_empty else simplified_search(query))


def count_facets(query: SearchQuery) -> Facets | None:
    """The counts beside the results; None where the engine cannot answer or search is switched off."""
    if query.parsed.is_empty:
        return {}
    return ask_engine(lambda index: None if isinstance(index, NullIndex) else index.facets(query))


def suggest(query: SuggestQuery) -> tuple[SearchDocument, ...]:
    """What somebody may mean who is typing; nothing where the engine cannot answer."""
    return ask_engine(lambda index: index.suggest(query)) or ()
