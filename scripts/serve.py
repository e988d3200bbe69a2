"""Web, worker and beat under one supervisor: starts them, restarts what dies, ends all on Ctrl-C or SIGTERM.

What they write is in var/log. A lock that the system frees with the process tells whether one is running.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
GRACE = 20  # seconds for a child to end by itself
LONGEST_PAUSE = 30
LARGEST_LOG = 10 * 1024 * 1024
CELERY = [str(BIN / "celery"), "-A", "portal.celery"]


@dataclass
class Child:
    """A process that should be running."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    not_before: float = field(default=0.0)

    def start(self, environment: dict[str, str]) -> None:
        """Start it, with its output in its log file."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        self.started = time.monotonic()

    def watch(self, environment: dict[str, str]) -> None:
        """Start it again if it died, after a pause that grows with every death."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self.start(environment)
            return
        code = self.process.poll()
        if code is None:
            return
        self.signal(signal.SIGKILL)  # what it left behind
        self.deaths = 1 if now - self.started > 60 else self.deaths + 1
        pause = min(2 ** (self.deaths - 1), LONGEST_PAUSE)
        self.process, self.not_before = None, now + pause
        print(f"{self.name} ended with {code}; again in {pause} s. See {self.log}", flush=True)

    def signal(self, number: int) -> None:
        """Send a signal to it and all it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def end_with_parent() -> None:
    """Ask Linux to end this child when its parent is gone, even by kill -9 (PR_SET_PDEATHSIG is 1)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def main(*, data_dir: Path, notice: str = "") -> None:
    """Serve until told to stop.

    Args:
        data_dir: where the lock, the logs and everything else live.
        notice: printed below the address once the portal answers.
    """
    with _only_one(data_dir) as lock:
        port = _free_port(int(os.environ.get("QINGFENG_PORT", "8000")))
        url = f"http://127.0.0.1:{port}/"
        environment = {**os.environ, "QINGFENG_SITE_URL": url.rstrip("/"), "PYTHONUNBUFFERED": "1"}
        lock.write(json.dumps({"pid": os.getpid(), "url": url}))
        lock.flush()
        _supervise(_children(data_dir / "log", port), environment, url=url, notice=notice)


def _children(logs: Path, port: int) -> list[Child]:
    logs.mkdir(parents=True, exist_ok=True)
    web = [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "portal.wsgi:application"]
    # The outbox holds the work; messages of a former run would only repeat its wake-ups.
    worker = [*CELERY, "worker", "--purge"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = [*CELERY, "beat", "--pidfile="]
    commands = {"web": web, "worker": worker, "beat": beat}
    for log in logs.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
    return [Child(name, command, logs / f"{name}.log") for name, command in commands.items()]


def _supervise(children: list[Child], environment: dict[str, str], *, url: str, notice: str) -> None:
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    print("Starting web, worker and beat …", flush=True)
    announced, begun = False, time.monotonic()
    try:
        while not stopping:
            for child in children:
                child.watch(environment)
            if not announced and _answers(url):
                announced = True
                print(
                    f"\nThe portal is ready after {time.monotonic() - begun:.1f} s: {url}\n{notice}",
                    flush=True,
                )
                print("Ctrl-C ends it. Logs are in", children[0].log.parent, flush=True)
            time.sleep(0.3)
    finally:
        _end(children)


def _end(children: list[Child]) -> None:
    print("\nStopping …", flush=True)
    for child in children:
        if child.process is not None:
            child.process.terminate()  # the leader ends its own children in good order
    deadline = time.monotonic() + GRACE
    for child in children:
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
        child.signal(signal.SIGKILL)
    print("Stopped.", flush=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError as error:
        print(f"The home page answers with an error ({error.code}).", flush=True)
        return True
    except OSError:
        return False


def _free_port(first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    sys.exit(f"No free port from {first} to {first + 49}; choose another with QINGFENG_PORT.")


def _lock_file(data_dir: Path) -> Path:
    return data_dir / "demo.lock"


@contextlib.contextmanager
def _only_one(data_dir: Path) -> Iterator[IO[str]]:
    path = _lock_file(data_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("The portal is already being served from this folder.")
        lock.truncate(0)
        yield lock
        lock.truncate(0)


def running(data_dir: Path) -> dict[str, str] | None:
    """The process id and address of the running supervisor of this data folder, or None."""
    path = _lock_file(data_dir)
    if not path.exists():
        return None
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            written = lock.read()
            return json.loads(written) if written else {"pid": "", "url": "(starting)"}
    return None


def stop(data_dir: Path) -> None:
    """End the running supervisor of this data folder and wait for it."""
    found = running(data_dir)
    if found is None or not found["pid"]:
        print("No demonstration is running.")
        return
    os.kill(int(found["pid"]), signal.SIGTERM)
    deadline = time.monotonic() + GRACE + 10
    while running(data_dir) is not None and time.monotonic() < deadline:
        time.sleep(0.2)
    print("Stopped." if running(data_dir) is None else f"Process {found['pid']} does not end.")


if __name__ == "__main__":
    folder = Path(os.environ.get("QINGFENG_DATA_DIR", ROOT / "var"))
    if sys.argv[1:] == ["stop"]:
        stop(folder)
    else:
        main(data_dir=folder)
