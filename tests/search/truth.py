"""Whether the index says what is published."""

from __future__ import annotations

from search.exchange import DocumentMark
from search.port import get_index
from search.services.reconciling import look

Marks = dict[int, tuple[DocumentMark, ...]]


def assert_index_true() -> None:
    """Nothing differs between the index and what is published now."""
    seen = look()
    assert (seen.missing, seen.stale, seen.ghosts, seen.wrong_access) == (frozenset(),) * 4


def held() -> Marks:
    """All marks of the index."""
    found: Marks = {}
    while marks := get_index().marks(after=max(found, default=0)):
        found |= marks
    return found
