"""The engine of a benchmark: the embedded one, or an Elasticsearch that is started for it alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import elasticsearch_install
import elasticsearch_start

ENGINES = ("tantivy", "elasticsearch")


@contextmanager
def started(engine: str) -> Iterator[dict[str, str]]:
    """The variables that lead the portal to an engine, which lives as long as the block.

    Raises:
        UnavailableError: Elasticsearch cannot be fetched here.
        StartError: it did not come up.
    """
    if engine == "tantivy":
        yield {"QINGFENG_SEARCH_ENGINE": engine}
        return
    elasticsearch_install.fetch(install=True)
    with elasticsearch_start.running() as cluster:
        yield leading_to(cluster.urls)


def leading_to(urls: Sequence[str]) -> dict[str, str]:
    """The variables that lead the portal to an Elasticsearch."""
    return {"QINGFENG_SEARCH_ENGINE": "elasticsearch", "QINGFENG_ELASTICSEARCH_URLS": ",".join(urls)}
