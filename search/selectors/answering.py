"""Questions of readers to the engine; where it cannot answer, they are told so."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from time import perf_counter

from search.enums import Remark
from search.exchange import Facets, SearchDocument, SearchQuery, SearchResult, SuggestQuery
from search.port import EngineUnavailableError, get_index

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """One screenful of results, the counts beside them, and how long the engine took."""

    result: SearchResult
    facets: Facets = field(default_factory=dict)
    milliseconds: int = 0


def answer(query: SearchQuery) -> Answer:
    """Answer a search; never raises for the engine's sake."""
    started = perf_counter()
    try:
        result, facets = get_index().search(query), get_index().facets(query)
        return Answer(result, facets, round((perf_counter() - started) * 1000))
    except EngineUnavailableError:
        logger.exception("the search engine cannot answer")
        return Answer(SearchResult(remarks=(Remark.UNAVAILABLE,)))


def suggest(query: SuggestQuery) -> tuple[SearchDocument, ...]:
    """What somebody may mean who is typing; nothing where the engine cannot answer."""
    try:
        return get_index().suggest(query)
    except EngineUnavailableError:
        logger.exception("the search engine cannot suggest")
        return ()
