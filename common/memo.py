"""What one request has already found out, so that it asks once.

A request opens a memo (``common.middleware.MemoMiddleware``); without one every question is computed, which
is what commands, jobs and most tests want. Values are shared within the request: they must not be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_values: ContextVar[dict[Hashable, Any] | None] = ContextVar("memo", default=None)


@contextmanager
def opened() -> Iterator[None]:
    """Remember within the block. A block inside another (a preview) knows nothing of the outer one."""
    token = _values.set({})
    try:
        yield
    finally:
        _values.reset(token)


def remember(key: Hashable, compute: Callable[[], T]) -> T:
    """The value of ``key``, computed at most once while a memo is open."""
    values = _values.get()
    if values is None:
        return compute()
    if key not in values:
        values[key] = compute()
    value: T = values[key]
    return value


def forget(*keys: Hashable) -> None:
    """Compute these keys anew when they are next asked for; without keys, all of them."""
    values = _values.get()
    if values is None:
        return
    for key in keys or tuple(values):
        values.pop(key, None)
