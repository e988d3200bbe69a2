"""`make bench-engine-down`: what readers are answered while Elasticsearch is killed, then while it hangs.

The whole portal of `make demo` and a server of its own; readers ask the result page over HTTP all the time.
First the server is killed with -9 and started again, then it is stopped (SIGSTOP), so that connections are
taken and nothing is answered, and goes on.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import bench_engine
import bench_portal
import elasticsearch_install
import elasticsearch_start
from elasticsearch_cluster import Cluster

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import server  # noqa: E402 - the folder of the checkout comes first
from benchmarks.readers import Readers, quantile  # noqa: E402

PATIENCE = 1.0  # QINGFENG_ELASTICSEARCH_TIMEOUT; an answer that takes longer waited for the engine
LONGEST_RETURN = 60
MOST_P99, LATEST_OPEN = 2.0, 5.0


@dataclass
class Engine:
    """The one server of the trial, which can be taken away and given back."""

    cluster: Cluster

    def kill(self) -> None:
        """End it as a crash does."""
        self.cluster.nodes[0].kill()

    def start_again(self) -> None:
        """Start it with its data at its address; returns once it answers."""
        port = urlsplit(self.cluster.urls[0]).port or 0
        self.cluster = elasticsearch_start.start(port=port, folder=self.cluster.folder, tied=True)

    def hang(self) -> None:
        """Let it take connections and answer nothing."""
        os.kill(self.cluster.nodes[0].pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        os.kill(self.cluster.nodes[0].pid, signal.SIGCONT)


def main() -> None:
    """Prepare, measure both rounds, print a table and which aims were not reached."""
    arguments = _arguments()
    data_dir = arguments.data / str(arguments.pages)
    server.prepare(data_dir, arguments.pages)
    elasticsearch_install.fetch(install=True)
    with _engine() as engine:
        environment = {**server.environment(data_dir), **bench_engine.leading_to(engine.cluster.urls)}
        environment["QINGFENG_ELASTICSEARCH_TIMEOUT"] = str(PATIENCE)
        rebuild = [sys.executable, "manage.py", "rebuild_index", "--verbosity=0"]
        subprocess.run(rebuild, cwd=ROOT, env=environment, check=True)
        with (
            bench_portal.running(data_dir, environment) as url,
            Readers(urlsplit(url).netloc, arguments.readers) as readers,
        ):
            failed = exercise(engine, readers, arguments.seconds)
    print("\nNot reached: " + ("; ".join(failed) if failed else "nothing, every aim was"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3_000)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=30.0, help="without the engine, each time")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench")
    return parser.parse_args()


@contextlib.contextmanager
def _engine() -> Iterator[Engine]:
    """A server that ends with the block, its data with it."""
    folder = Path(tempfile.mkdtemp(prefix="qingfeng-bench-"))
    engine = None
    try:
        engine = Engine(elasticsearch_start.start(folder=folder, tied=True))
        yield engine
    finally:
        if engine:
            with contextlib.suppress(ProcessLookupError):
                engine.go_on()
            engine.cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def exercise(engine: Engine, readers: Readers, seconds: float) -> list[str]:
    """Take the engine away twice; prints a row for each time.

    Returns:
        What did not reach its aim.
    """
    print(f"{readers.count} readers, {seconds:.0f} s each; seconds\n")
    print("| | answers | not 200 | 简化结果 | p50 | p95 | p99 | slowest | none waits after | normal after |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    began = time.monotonic()
    time.sleep(2 * seconds / 3)
    warm = began + seconds / 3  # the processes have read what they keep
    failed = _row("engine well", readers, warm, time.monotonic(), "–", "–")
    ways = (
        ("killed with -9", engine.kill, engine.start_again),
        ("hangs (SIGSTOP)", engine.hang, engine.go_on),
    )
    for name, take, give in ways:
        lost = time.monotonic()
        take()
        time.sleep(seconds)
        end = time.monotonic()
        give()
        back = _seconds_until_normal(readers, time.monotonic())
        waited = _last_wait(readers, lost, end)
        failed += _row(name, readers, lost, end, f"{waited:.1f}", back)
        if waited > LATEST_OPEN:
            failed.append(f"{name}: answers wait for {waited:.1f} s, aim {LATEST_OPEN:.0f}")
    return failed


def _row(name: str, readers: Readers, first: float, last: float, waited: str, back: str) -> list[str]:
    """Print one; what did not reach its aim."""
    answers = readers.between(first, last)
    bad = sum(answer.status != 200 for answer in answers)
    share = sum(answer.is_simplified for answer in answers) / max(1, len(answers))
    times = " | ".join(f"{quantile(answers, part):.2f}" for part in (0.5, 0.95, 0.99, 1))
    print(f"| {name} | {len(answers)} | {bad} | {share:.1%} | {times} | {waited} | {back} |", flush=True)
    p99 = quantile(answers, 0.99)
    return [
        *([f"{name}: {bad} answers are not 200"] if bad else []),
        *([f"{name}: p99 {p99:.2f} s, aim {MOST_P99:.0f}"] if p99 > MOST_P99 else []),
    ]


def _last_wait(readers: Readers, lost: float, end: float) -> float:
    """Seconds from the loss to the end of the last answer that waited for the engine; 0: none did."""
    waited = [answer.ended for answer in readers.between(lost, end) if answer.seconds >= PATIENCE]
    return max(waited, default=lost) - lost


def _seconds_until_normal(readers: Readers, well: float) -> str:
    """Seconds from the engine's return until the first answer that is not simplified has come."""
    while time.monotonic() < well + LONGEST_RETURN:
        normal = [answer for answer in readers.since(well) if not answer.is_simplified and answer.status]
        if normal:
            return f"{normal[0].ended - well:.1f}"
        time.sleep(0.1)
    return f"> {LONGEST_RETURN}"


if __name__ == "__main__":
    main()
