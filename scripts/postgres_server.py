"""A PostgreSQL on this machine, for tests and benchmarks; its data are gone when it is stopped.

python3 scripts/postgres_server.py COMMAND

ready [--install]    ends with 1 and says why if none could be started; --install: as root on Debian
start [--port P]     print its address, as QINGFENG_DATABASE_URL wants it
stop                 end it

Durable as in production (fsync and synchronous_commit are on): what it measures is what one gets.
"""

# ruff: noqa: T201, S603 - a command-line script that starts PostgreSQL's own programs
from __future__ import annotations

import argparse
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import system_packages

ROOT = Path(__file__).resolve().parents[1]
STARTED = ROOT / "var" / "postgres.json"
UNPRIVILEGED = "nobody"  # PostgreSQL does not run as root
NAME, USER = "qingfeng", "qingfeng"
SETTINGS = {"shared_buffers": "256MB", "max_connections": "200", "listen_addresses": "127.0.0.1"}


class UnavailableError(Exception):
    """No PostgreSQL can be started here; the message says why."""


@dataclass(frozen=True)
class Server:
    """A started server."""

    folder: str
    port: int

    @property
    def url(self) -> str:
        """Its address; it trusts whoever reaches it, and only this machine does."""
        return f"postgres://{USER}@127.0.0.1:{self.port}/{NAME}"


def main() -> None:
    """Do what the first argument says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("ready").add_argument("--install", action="store_true")
    commands.add_parser("start").add_argument("--port", type=int, default=0)
    commands.add_parser("stop")
    chosen = parser.parse_args()
    try:
        if chosen.command == "ready":
            programs(install=chosen.install)
        elif chosen.command == "start":
            _start_and_keep(chosen.port)
        else:
            _stop_kept()
    except UnavailableError as error:
        sys.exit(str(error))


def programs(*, install: bool = False) -> Path:
    """The folder of PostgreSQL's programs: the newest installed one.

    Raises:
        UnavailableError: there is none, and none could be installed.
    """
    found = _installed()
    if not found and install and system_packages.install(["postgresql"], why="tests on PostgreSQL"):
        found = _installed()
    if not found:
        raise UnavailableError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return found[-1]


def start(*, port: int = 0) -> Server:
    """Start a server with an empty database in a folder of its own.

    Raises:
        UnavailableError: it is not installed, or does not start.
    """
    bin_dir = programs()
    folder = Path(tempfile.mkdtemp(prefix="qingfeng-postgres-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(UNPRIVILEGED).pw_uid, -1)
    port = port or _free_port()
    data = folder / "data"
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    options += f" -c unix_socket_directories={folder} -p {port}"
    initialize = ["initdb", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C.UTF-8"]
    begin = [
        "pg_ctl",
        "start",
        "--wait",
        f"--pgdata={data}",
        f"--log={folder / 'log'}",
        f"--options={options}",
    ]
    try:
        _run(bin_dir, *initialize, f"--pgdata={data}")
        _run(bin_dir, *begin)
        _run(bin_dir, "createdb", "--host=127.0.0.1", f"--port={port}", f"--username={USER}", NAME)
    except subprocess.CalledProcessError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise UnavailableError(f"PostgreSQL did not start: {error.stderr[-2000:]}") from error
    return Server(folder=str(folder), port=port)


def stop(server: Server) -> None:
    """End a server and remove its data."""
    data = Path(server.folder) / "data"
    _run(programs(), "pg_ctl", "stop", "--mode=immediate", "--wait", f"--pgdata={data}")
    shutil.rmtree(server.folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[Server]:
    """A server with an empty database, ended with its data afterwards.

    Raises:
        UnavailableError: it is not installed, or does not start.
    """
    server = start()
    try:
        yield server
    finally:
        stop(server)


def _start_and_keep(port: int) -> None:
    if STARTED.exists():
        former = Server(**json.loads(STARTED.read_text()))
        if (Path(former.folder) / "data" / "postmaster.pid").exists():
            print(former.url)
            return
    server = start(port=port)
    STARTED.parent.mkdir(parents=True, exist_ok=True)
    STARTED.write_text(json.dumps(asdict(server)))
    print(server.url)


def _stop_kept() -> None:
    if not STARTED.exists():
        print("No PostgreSQL was started from here.")
        return
    stop(Server(**json.loads(STARTED.read_text())))
    STARTED.unlink()
    print("Stopped.")


def _installed() -> list[Path]:
    """Folders with initdb: Debian keeps them off the path, one per version."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return [path.parent for path in versions] or ([Path(on_path).parent] if on_path else [])


def _run(bin_dir: Path, program: str, *arguments: str) -> None:
    as_other: dict[str, Any] = {}
    if os.geteuid() == 0:
        person = pwd.getpwnam(UNPRIVILEGED)
        as_other = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    # The server inherits what it is given: pipes would keep us waiting for its end.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            [str(bin_dir / program), *arguments], stdout=said, stderr=said, cwd="/", check=False, **as_other
        )
        said.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, program, stderr=said.read())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
