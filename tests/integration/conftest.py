"""A worker process for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from common import jobs
from tests.integration.worker import Worker


@pytest.fixture
def worker(tmp_path: Path, settings: Any) -> Iterator[Worker]:
    """A worker process that shares database, queue and index with the test; woken by its beat alone."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    former = jobs.set_waker(None)
    process = Worker(tmp_path)
    process.start()
    yield process
    process.kill()
    jobs.set_waker(former)
