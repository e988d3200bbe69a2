"""The demonstration as a running portal, for tests that look at it through a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.portal_process import Portal, prepare


@pytest.fixture(scope="session")
def prepared_portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database and index of the demonstration; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("prepared-portal")
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def portal(prepared_portal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration, served once for a module."""
    served = Portal.start(prepared_portal, tmp_path_factory.mktemp("portal"))
    yield served
    served.stop()
