"""Every engine in turn: an index for each test, and one with a few documents for many questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines.elasticsearch_connection import ElasticsearchConfig
from search.engines.elasticsearch_index import ElasticsearchIndex
from search.engines.tantivy_index import TantivyIndex
from search.port import SearchIndex

ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    """An index where nothing was written yet."""
    if request.param == "tantivy":
        return TantivyIndex(tmp_path / "search")
    url = request.getfixturevalue("elasticsearch_url")
    prefix = request.getfixturevalue("elasticsearch_prefix")
    return ElasticsearchIndex(ElasticsearchConfig([url], prefix=prefix, timeout=30))


@pytest.fixture(scope="module")
def tantivy_live(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    """An index that the tests of a module share."""
    return TantivyIndex(tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="module")
def elasticsearch_live(elasticsearch_url: str) -> Iterator[ElasticsearchIndex]:
    """An index that the tests of a module share."""
    made = ElasticsearchIndex(ElasticsearchConfig([elasticsearch_url], prefix="test-shared", timeout=30))
    made.destroy()
    yield made
    made.destroy()
