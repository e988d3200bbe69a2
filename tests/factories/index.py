"""What is in the search index."""

from __future__ import annotations

from search.port import SearchIndex, get_index


def indexed_pages(index: SearchIndex | None = None) -> frozenset[int]:
    """The pages that have documents in an index, the portal's own if none is given."""
    index = index or get_index()
    found: set[int] = set()
    while marks := index.marks(after=max(found, default=0)):
        found |= marks.keys()
    return frozenset(found)
