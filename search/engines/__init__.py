"""Search engines behind ``search.port``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.port import SearchIndex, open_index


@contextmanager
def temporary_index(engine: str) -> Iterator[SearchIndex]:
    """An empty index of its own, gone when the context ends."""
    with tempfile.TemporaryDirectory(prefix="qingfeng-index-") as directory:
        yield open_index(engine, Path(directory))
