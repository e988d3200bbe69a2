"""The engine as readers meet it: behind a breaker, so that nobody waits for one that is down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from threading import Thread
from time import monotonic
from typing import TypeVar

from django.conf import settings

from common import clock
from search.breaker import CircuitBreaker
from search.exchange import SearchQuery, day_number
from search.port import EngineUnavailableError, QueryRefusedError, SearchIndex, get_index
from search.queries import parse

logger = logging.getLogger(__name__)
_T = TypeVar("_T")


def ask_engine(question: Callable[[SearchIndex], _T]) -> _T | None:
    """The engine's answer, None where it cannot answer or has just failed to; each failure is logged.

    While the breaker is open no reader waits: from time to time a thread of its own tries the engine. A
    question that the engine refuses says nothing of other questions: it does not count as a failure.
    """
    breaker = get_breaker()
    if not breaker.allows(monotonic()):
        return None
    if breaker.is_open:
        Thread(
            target=try_engine, args=(breaker, get_index()), name="search-engine-trial", daemon=True
        ).start()
        return None
    try:
        found = question(get_index())
    except QueryRefusedError:
        logger.exception("the search engine refuses a question")
        return None
    except EngineUnavailableError:
        breaker.failed(monotonic())
        logger.exception("the search engine cannot answer")
        return None
    breaker.succeeded()
    return found


def try_engine(breaker: CircuitBreaker, index: SearchIndex) -> None:
    """Close the breaker where the engine is well and answers a small search."""
    try:
        works = index.health().ok
        if works:
            # One word, so that nothing is guessed; no document has this access key.
            index.search(SearchQuery(parse("纪律"), ("trial",), day_number(clock.today()), per_page=1))
    except EngineUnavailableError:
        works = False
    if works:
        breaker.succeeded()
    else:
        breaker.failed(monotonic())


def get_breaker() -> CircuitBreaker:
    """The breaker before this process's engine."""
    return _breaker(settings.SEARCH_ENGINE, str(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=8)
def _breaker(_engine: str, _directory: str) -> CircuitBreaker:
    return CircuitBreaker()
