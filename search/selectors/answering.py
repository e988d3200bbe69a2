"""Questions of readers to the engine; where it cannot answer, they are told so."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from search.enums import Remark
from search.exchange import Facets, SearchDocument, SearchQuery, SearchResult, SuggestQuery
from search.port import EngineUnavailableError, get_index

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """One screenful of results and the counts beside them."""

    result: SearchResult
    facets: Facets = field(default_factory=dict)


def answer(query: SearchQuery) -> Answer:
    """Answer a search; never raises for the engine's sake."""
    try:
        return Answer(get_index().search(query), get_index().facets(query))
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
