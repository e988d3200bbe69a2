"""Questions of readers to the engine; where it cannot answer, the database does, more simply."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import TypeVar

from django.conf import settings

from search.breaker import CircuitBreaker
from search.exchange import Facets, SearchDocument, SearchQuery, SearchResult, SuggestQuery
from search.port import EngineUnavailableError, SearchIndex, get_index
from search.selectors.simplified import simplified_search

logger = logging.getLogger(__name__)
_T = TypeVar("_T")


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


def ask_engine(question: Callable[[SearchIndex], _T]) -> _T | None:
    """The engine's answer, None where it cannot answer or has just failed to; each failure is logged."""
    breaker = get_breaker()
    if not breaker.allows(monotonic()):
        return None
    try:
        found = question(get_index())
    except EngineUnavailableError:
        breaker.failed(monotonic())
        logger.exception("the search engine cannot answer")
        return None
    breaker.succeeded()
    return found


def get_breaker() -> CircuitBreaker:
    """The breaker before this process's engine."""
    return _breaker(settings.SEARCH_ENGINE, str(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=8)
def _breaker(_engine: str, _directory: str) -> CircuitBreaker:
    return CircuitBreaker()
