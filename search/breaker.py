"""A circuit breaker: an engine that does not answer is left alone for a while, then tried by a thread."""

from __future__ import annotations

from threading import Lock

FAILURES = 2  # in a row
PAUSE = 3.0  # seconds


class CircuitBreaker:
    """Whether to ask at all; times are seconds of a monotonic clock.

    Closed it lets everyone through. After ``failures`` in a row it is open, and no reader waits for the
    engine. Each time ``pause`` is over one caller is told to have it tried, by a thread of its own; what that
    reports closes the breaker or begins another pause.
    """

    def __init__(self, *, failures: int = FAILURES, pause: float = PAUSE) -> None:
        self._limit = failures
        self._pause = pause
        self._failures = 0
        self._next_try = 0.0
        self._guard = Lock()

    @property
    def is_open(self) -> bool:
        return self._failures >= self._limit

    def allows(self, now: float) -> bool:
        """Whether the engine may be asked now; where it is open, whoever gets True starts the trial."""
        with self._guard:
            if not self.is_open:
                return True
            if now < self._next_try:
                return False
            self._next_try = now + self._pause
            return True

    def succeeded(self) -> None:
        """The engine answered."""
        with self._guard:
            self._failures = 0

    def failed(self, now: float) -> None:
        """The engine did not answer."""
        with self._guard:
            self._failures += 1
            self._next_try = now + self._pause
