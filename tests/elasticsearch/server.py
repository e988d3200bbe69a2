"""One Elasticsearch for a whole run of tests, also when several processes share the run.

The process that starts the run holds a lock as long as it lives. The first test that needs the server starts
a keeper (`scripts/elasticsearch_server.py keep`), which ends the server when it gets that lock: at the end of
the run, or when the run was killed. Where no server can be started, those tests are skipped, or fail if
QINGFENG_REQUIRE_ELASTICSEARCH is set, as it is in .ci/run.
"""

from __future__ import annotations

import fcntl
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
from elasticsearch import Elasticsearch

REPO = Path(__file__).resolve().parents[2]
SCRIPT = [sys.executable, str(REPO / "scripts" / "elasticsearch_server.py")]
URL = "QINGFENG_TEST_ELASTICSEARCH_URL"
REQUIRED = "QINGFENG_REQUIRE_ELASTICSEARCH"
FOLDER = "elasticsearch_folder"


@functools.cache
def missing() -> str:
    """Why no server can be started here; empty if one can."""
    asked = subprocess.run([*SCRIPT, "ready"], capture_output=True, text=True, check=False)
    return "" if asked.returncode == 0 else asked.stderr.strip()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    marked = [item for item in items if item.get_closest_marker("elasticsearch")]
    if not marked or os.environ.get(URL) or os.environ.get(REQUIRED):
        return
    if missing():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=missing()))


@dataclass
class Run:
    """The folder the processes of a run share, and the lock of the one that began it."""

    folder: Path
    lock: IO[str]

    @classmethod
    def begin(cls) -> Run:
        folder = Path(tempfile.mkdtemp(prefix="qingfeng-tests-"))
        folder.chmod(0o711)  # the server runs under a user of its own
        lock = (folder / "running").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(folder, lock)

    def end(self) -> None:
        """Give the lock back, wait for the keeper if there is one, and leave nothing behind."""
        self.lock.close()
        kept = self.folder / "kept"
        if kept.exists():
            with kept.open() as held:
                fcntl.flock(held, fcntl.LOCK_SH)
        shutil.rmtree(self.folder, ignore_errors=True)


RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[RUN] = Run.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN in config.stash:
        config.stash[RUN].end()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist the folder of the run."""
    node.workerinput[FOLDER] = str(node.config.stash[RUN].folder)


def _folder(config: pytest.Config) -> Path:
    worker = getattr(config, "workerinput", None)
    return Path(worker[FOLDER]) if worker else config.stash[RUN].folder


def _shared_server(folder: Path) -> str:
    """The address of the run's server; the first process to ask starts it, the others wait for that."""
    answer = folder / "server.json"
    with (folder / "starting").open("w") as starting, (folder / "keeper.log").open("ab") as log:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not answer.exists():
            # In a session of its own: Ctrl-C is for the run, which then ends its keeper.
            keeper = subprocess.Popen(
                [*SCRIPT, "keep", folder], start_new_session=True, stdout=log, stderr=log
            )
            while not answer.exists():
                if keeper.poll() is not None:
                    pytest.fail(f"Elasticsearch did not start:\n{_log_of(folder)}", pytrace=False)
                time.sleep(0.1)
    url: str = json.loads(answer.read_text())["nodes"][0]["url"]
    return url


def _log_of(folder: Path) -> str:
    log = folder / "keeper.log"
    return log.read_text()[-4000:] if log.exists() else "its keeper has removed the folder"


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest) -> str:
    """The address of an Elasticsearch all tests share; only for tests marked ``elasticsearch``."""
    given = os.environ.get(URL)
    if given:
        return given
    if missing():
        pytest.fail(missing(), pytrace=False)
    return _shared_server(_folder(request.config))


@pytest.fixture(scope="session")
def elasticsearch_client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """A client of that server."""
    with Elasticsearch(elasticsearch_url) as client:
        yield client


@pytest.fixture
def elasticsearch_prefix(elasticsearch_client: Elasticsearch) -> Iterator[str]:
    """What the names of a test's indexes begin with; those are gone after the test."""
    prefix = f"test-{os.getpid()}-{time.monotonic_ns()}-"
    yield prefix
    for name in elasticsearch_client.indices.get(index=f"{prefix}*"):
        elasticsearch_client.indices.delete(index=name)
