"""A real worker process on the file system's queue, to be killed without warning."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

REPO = Path(__file__).resolve().parents[2]


class Worker:
    """A Celery worker and beat, working on the test's database and a folder of its own."""

    def __init__(self, folder: Path, *, settings_module: str = "tests.integration.worker_settings") -> None:
        self.folder = folder
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings_module,
            "QINGFENG_TEST_FOLDER": str(folder),
            "QINGFENG_TEST_DATABASE": str(connection.settings_dict["NAME"]),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start a worker with its own beat."""
        command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "--beat", "--purge"]
        command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        with (self.folder / "worker.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=REPO, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """Kill -9 the worker and its beat at once."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def log(self) -> str:
        """What the worker wrote so far."""
        return (self.folder / "worker.log").read_text()


def wait_until(done: Callable[[], bool], *, seconds: float, worker: Worker) -> None:
    """Wait for a condition; where it does not come in time, fail with what the worker wrote."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, worker.log()[-4000:]
        time.sleep(0.05)
