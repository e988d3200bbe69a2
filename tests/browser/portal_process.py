"""The demonstration as its readers have it: web server, worker and database of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
LONGEST_START = 60


def prepare(folder: Path) -> None:
    """Make a folder with a migrated database, the demonstration and its index."""
    for command in (
        ["migrate"],
        ["load_demo", "--accounts-with-published-password"],
        ["load_training_demo"],
        ["load_demo_search"],
        ["rebuild_index"],
    ):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=REPO,
            env=environment(folder),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]


def environment(folder: Path) -> dict[str, str]:
    """What the processes of one portal share."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.portal_settings",
        "QINGFENG_TEST_FOLDER": str(folder),
        "QINGFENG_TEST_DATABASE": str(folder / "portal.sqlite3"),
    }


@dataclass
class Portal:
    """A portal on a copy of a prepared folder."""

    folder: Path
    port: int = 0
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address without a final slash."""
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def start(cls, prepared: Path, folder: Path) -> Portal:
        """Copy the prepared folder and serve the copy; returns when it answers."""
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        portal = cls(folder, _free_port())
        web = [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(portal.port)]
        portal._run([*web, "--workers", "1", "--blocking-threads", "4", "--no-ws", "portal.wsgi:application"])
        portal._wait()
        return portal

    def start_worker(self) -> None:
        """Start the worker that brings the index up to date."""
        worker = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "--beat"]
        self._run([*worker, "--loglevel", "INFO", "--without-gossip", "--without-mingle"])

    def stop(self) -> None:
        """End every process of this portal."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log(self) -> str:
        """What the processes wrote."""
        return (self.folder / "portal.log").read_text()

    def _run(self, command: list[str]) -> None:
        with (self.folder / "portal.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    command,
                    cwd=REPO,
                    env={**environment(self.folder), "QINGFENG_SITE_URL": self.url},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + LONGEST_START
        while not self._answers():
            assert time.monotonic() < deadline, self.log()[-4000:]
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/accounts/sign-in/", timeout=20):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
