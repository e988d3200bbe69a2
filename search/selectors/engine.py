"""The engine as readers meet it: behind a breaker, so that nobody waits for one that is down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from threading import Thread
from time import monotonic
from typing import TypeVar

from django.conf import settings

from search.breaker import CircuitBreaker
from search.port import EngineUnavailableError, SearchIndex, get_index

logger = logging.getLogger(__name__)
_T = TypeVar("_T")


def ask_engine(question: Callable[[SearchIndex], _T]) -> _T | None:
    """The engine's answer, None where it cannot answer or has just failed to; each failure is logged.

    While the breaker is open no reader waits: from time to time a thread of its own asks how the engine is.
    """
    breaker = get_breaker()
    if not breaker.allows(monotonic()):
        return None
    if breaker.is_open:
        Thread(target=_try, args=(breaker, get_index()), name="search-engine-trial", daemon=True).start()
        return None
    try:
        found = question(get_index())
    except EngineUnavailableError:
        breaker.failed(monotonic())
        logger.exception("the search engine cannot answer")
        return None
    breaker.succeeded()
    return found


def _try(breaker: CircuitBreaker, index: SearchIndex) -> None:
    if index.health().ok:
        breaker.succeeded()
    else:
        breaker.failed(monotonic())


def get_breaker() -> CircuitBreaker:
    """The breaker before this process's engine."""
    return _breaker(settings.SEARCH_ENGINE, str(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=8)
def _breaker(_engine: str, _directory: str) -> CircuitBreaker:
    return CircuitBreaker()
