"""A small index of some documents, to see what a change would do to them; gone when its context ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from search.engines.tantivy_index import TantivyIndex
from search.exchange import SearchDocument
from search.port import SearchIndex


@contextmanager
def trial_index(documents: Iterable[SearchDocument]) -> Iterator[SearchIndex]:
    """An index of these documents alone, whichever engine the portal has: Tantivy needs a folder only."""
    with TemporaryDirectory(prefix="trial-index-") as folder:
        index = TantivyIndex(Path(folder))
        with index.rebuilding() as session:
            session.add(documents)
        yield index
