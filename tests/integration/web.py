"""A real web server on the test's database, to be killed without warning."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

REPO = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
LONGEST_START = 120


class Web:
    """granian with two workers, always at the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.integration.web_settings",
            "QINGFENG_TEST_FOLDER": str(folder),
            "QINGFENG_TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "QINGFENG_TEST_SECRET": settings.SECRET_KEY,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "2", "--blocking-threads", "2", "--no-ws"]
        with (self.folder / "web.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "portal.wsgi:application"],
                cwd=REPO,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + LONGEST_START
        while not self._listens():
            assert time.monotonic() < deadline, (self.folder / "web.log").read_text()[-4000:]
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9 it and its workers at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
