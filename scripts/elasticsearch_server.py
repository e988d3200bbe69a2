"""An Elasticsearch on this machine without Docker.

python3 scripts/elasticsearch_server.py COMMAND

fetch [--install]    unpack it; --install: Java and Maven too, as root on Debian
start [--nodes N] [--port P] [--password P] [--folder F]
status               its addresses and processes; ends with 1 if none runs
stop                 end it; its data are kept only in a folder that was given
ready                ends with 1 and says why if none could be started

`keep` serves a test run (tests/elasticsearch/server.py).
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import elasticsearch_install
import elasticsearch_start
from elasticsearch_cluster import Cluster, StartError

STARTED = elasticsearch_install.CACHE / "started.json"


def main() -> None:
    """Do what the first argument says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch").add_argument("--install", action="store_true")
    starting = commands.add_parser("start")
    starting.add_argument("--nodes", type=int, default=1)
    starting.add_argument("--port", type=int, default=0)
    starting.add_argument("--password", default="")
    starting.add_argument("--folder", type=Path)
    for name in ("stop", "status", "ready"):
        commands.add_parser(name)
    commands.add_parser("keep").add_argument("run", type=Path)
    chosen = vars(parser.parse_args())
    command = chosen.pop("command")
    actions: dict[str, Callable[..., None]] = {
        "fetch": fetch,
        "start": start,
        "stop": stop,
        "status": status,
        "ready": ready,
        "keep": keep,
    }
    try:
        actions[command](**chosen)
    except (elasticsearch_install.UnavailableError, StartError) as error:
        sys.exit(str(error))


def fetch(install: bool) -> None:
    """Unpack the server."""
    print(f"Elasticsearch is in {elasticsearch_install.fetch(install=install)}")


def ready() -> None:
    """End with 1 and the reason if no server can be started."""
    reason = elasticsearch_install.missing()
    if reason:
        sys.exit(reason)


def start(nodes: int, port: int, password: str, folder: Path | None) -> None:
    """Start nodes that go on when this command has ended."""
    former = _started()
    if former and any(node.is_alive() for node in former.nodes):
        sys.exit(f"Already running: {' '.join(former.urls)}")
    elasticsearch_install.fetch()
    folder = folder.resolve() if folder else None
    cluster = elasticsearch_start.start(nodes, port=port, password=password, folder=folder)
    STARTED.touch(mode=0o600)
    STARTED.write_text(cluster.to_json())
    status()


def status() -> None:
    """Print a line per node; end with 1 if none is alive."""
    cluster = _started()
    if cluster is None or not any(node.is_alive() for node in cluster.nodes):
        sys.exit("No Elasticsearch was started from here.")
    master = cluster.master()
    for node in cluster.nodes:
        state = "dead" if not node.is_alive() else "master" if node is master else "alive"
        print(f"{node.name}  {node.url}  pid {node.pid}  {state}")
    print(f"health {cluster.ask('/_cluster/health')['status']}, data and logs in {cluster.folder}")


def stop() -> None:
    """End what ``start`` started."""
    cluster = _started()
    if cluster is None:
        print("No Elasticsearch was started from here.")
        return
    cluster.stop()
    STARTED.unlink()
    print("Stopped.")


def _started() -> Cluster | None:
    return Cluster.from_json(STARTED.read_text()) if STARTED.exists() else None


def keep(run: Path) -> None:
    """Serve a test run: one node, until the run's process gives its lock back or is gone.

    Args:
        run: folder with the file ``running``, which the run's process has locked. ``kept`` is locked while
            the node lives, and ``server.json`` appears in the folder when it answers.
    """
    signal.signal(signal.SIGTERM, _leave)
    with (run / "kept").open("w") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        threading.Thread(target=_leave_with, args=(run / "running",), daemon=True).start()
        try:
            with elasticsearch_start.running(folder=run / "nodes") as cluster:
                unfinished = run / "server.json.new"
                unfinished.write_text(cluster.to_json())
                unfinished.rename(run / "server.json")
                while True:
                    signal.pause()
        finally:
            shutil.rmtree(run, ignore_errors=True)


def _leave(_number: int, _frame: FrameType | None) -> None:
    # Once: what ends the node is not to be interrupted by a second signal.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


def _leave_with(lock: Path) -> None:
    """Wait for a lock that the system frees with its process, then end this one."""
    with contextlib.suppress(FileNotFoundError), lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_SH)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
