"""Search engines behind ``search.port``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from search.port import SearchIndex, open_index


@contextmanager
def temporary_index(engine: str) -> Iterator[SearchIndex]:
    """An empty index of its own, gone when the context ends; Elasticsearch's is in the configured cluster."""
    if engine == "elasticsearch":
        # Only an installation that uses the engine pays for its client.
        from search.engines.elasticsearch_index import configured  # noqa: PLC0415

        index = configured(prefix=f"qingfeng-temporary-{uuid4().hex}", replicas=0)
        try:
            yield index
        finally:
            index.destroy()
        return
    with tempfile.TemporaryDirectory(prefix="qingfeng-index-") as directory:
        yield open_index(engine, Path(directory))
