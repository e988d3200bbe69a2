"""The portal under granian, as a server runs it, and what its processes take."""

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
LONGEST_START = 60
WORKERS = 2


def environment(data_dir: Path, *, cached: bool = False) -> dict[str, str]:
    """What every process of a benchmark is started with."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "PYTHONPATH": str(ROOT),
        "QINGFENG_DATA_DIR": str(data_dir),
        "QINGFENG_BENCH_CACHE": "1" if cached else "0",
    }


def prepare(data_dir: Path, pages: int, *, column: int = 0) -> None:
    """Generate the pages of a benchmark, or bring the database that is there up to date.

    Args:
        column: pages of the large column; 0: its usual share.
    """
    done = data_dir / "done.json"
    commands = [["manage.py", "migrate", "--verbosity=0"]]
    commands += [["manage.py", "collectstatic", "--noinput", "--verbosity=0"]]
    if not done.exists():
        shutil.rmtree(data_dir, ignore_errors=True)
        data_dir.mkdir(parents=True)
        commands = [["-m", "benchmarks.build", str(pages), str(done), str(column)]]
    for command in commands:
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment(data_dir), check=True)  # noqa: S603


@contextmanager
def running(
    data_dir: Path, *, cached: bool = False, wait: bool = True, threads: int = 1
) -> Iterator[tuple[int, int]]:
    """Serve until the block ends.

    Args:
        threads: of each worker, as many requests as it answers at once.

    Yields:
        The port and the process id of the server.
    """
    port = _free_port()
    command = [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--no-ws", "--log-level", "warning"]
    command += ["--blocking-threads", str(threads)]
    with (data_dir / "server.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own server
            [*command, "portal.wsgi:application"],
            cwd=ROOT,
            env=environment(data_dir, cached=cached),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        if wait:
            _wait(port, process)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for_port(port: int) -> None:
    """Return as soon as somebody listens; nothing is asked."""
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError("the server did not start")


def worker_memory(leader: int) -> list[float]:
    """PSS of the worker processes, in MB."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == leader:
                found.append(_pss(stat.parent))
        except (OSError, ValueError, IndexError):  # it has just ended
            continue
    return sorted(found, reverse=True)[:WORKERS]


def cpu_seconds(leader: int) -> float:
    """What the server and its workers have used of the processors so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if leader in (int(stat.parent.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _pss(process: Path) -> float:
    lines = (process / "smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/bench/hello/", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("the server did not start; see server.log")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
