"""Questions of readers to the engine; where it cannot answer, the database does, more simply."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.exchange import Facets, SearchDocument, SearchQuery, SearchResult, SuggestQuery
from search.selectors.engine import ask_engine
from search.selectors.simplified import simplified_search


@dataclass(frozen=True, slots=True)
class Answer:
    """One screenful of results and the counts beside them."""

    result: SearchResult
    facets: Facets = field(default_factory=dict)


def answer(query: SearchQuery) -> Answer:
    """Answer a search; never raises for the engine's sake."""
    found = ask_engine(lambda index: Answer(index.search(query), index.facets(query)))
    if found is not None:
        return found
    return Answer(SearchResult() if query.parsed.is_empty else simplified_search(query))


def suggest(query: SuggestQuery) -> tuple[SearchDocument, ...]:
    """What somebody may mean who is typing; nothing where the engine cannot answer."""
    return ask_engine(lambda index: index.suggest(query)) or ()
