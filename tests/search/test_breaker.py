"""The circuit breaker before the engine."""

from __future__ import annotations

from search.breaker import CircuitBreaker


def test_breaker_opens_after_failures_in_a_row_and_lets_one_try_after_the_pause() -> None:
    breaker = CircuitBreaker(failures=2, pause=3.0)
    breaker.failed(10.0)
    assert breaker.allows(10.1)
    breaker.failed(10.2)
    assert breaker.is_open
    assert not breaker.allows(13.1)
    assert breaker.allows(13.2)
    assert not breaker.allows(13.3), "only one tries"


def test_breaker_closes_with_an_answer_and_stays_open_with_a_failure() -> None:
    breaker = CircuitBreaker(failures=1, pause=3.0)
    breaker.failed(0.0)
    assert breaker.allows(3.0)
    breaker.failed(3.5)
    assert not breaker.allows(6.0)
    assert breaker.allows(6.5)
    breaker.succeeded()
    assert not breaker.is_open
    assert breaker.allows(6.6)


def test_breaker_counts_only_failures_in_a_row() -> None:
    breaker = CircuitBreaker(failures=2, pause=3.0)
    for moment in range(5):
        breaker.failed(moment)
        breaker.succeeded()
    assert breaker.allows(5.0)
