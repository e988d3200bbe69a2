"""Heartbeats through the whole stack beside a bare Django view with one upsert; the sums checked afterwards.

    python -m benchmarks.training.heartbeats [--seconds 60] [--people 600] [--connections 16]

Real HTTP with sign-in, granian with two workers, on SQLite and PostgreSQL. The load runs on the same cores.
Threads of a worker wait for the disk together: PostgreSQL writes what they commit at one moment in one go.
"""

# ruff: noqa: T201, S603 - a command-line script
from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import server
from benchmarks.training import databases

ROOT = Path(__file__).resolve().parents[2]
# What the browser and the server agree on; any 32 letters and digits do.
CSRF = "b" * 32
DATABASES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    database: str
    what: str
    figures: dict[str, Any]
    note: str = ""

    def cells(self) -> list[str]:
        """As they are printed."""
        figures = self.figures
        rate = figures["requests"] / figures["seconds"]
        times = [f"{figures[name]:.1f}" for name in ("p50", "p99", "longest", "cpu")]
        return [self.database, self.what, f"{rate:,.0f}", *times, str(figures["errors"]), self.note]


def main() -> None:
    """Run it on each database there is and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--threads", type=int, default=8, help="of each of the two workers")
    parser.add_argument("--database", choices=DATABASES, action="append")
    chosen = parser.parse_args()
    print("| database | | per s | p50 ms | p99 ms | longest ms | server CPU ms each | errors | stored |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---|")
    for database in chosen.database or DATABASES:
        with databases.environment(database, settings="benchmarks.settings") as env:
            if env is None:
                print(f"| {database} | not there | | | | | | | |")
                continue
            for row in run(database, env, chosen):
                print("| " + " | ".join(row.cells()) + " |", flush=True)


def run(database: str, env: dict[str, str], chosen: argparse.Namespace) -> list[Row]:
    """Make the people, serve, sign in, drive both loads, check what is stored."""
    os.environ.update(env)
    folder = Path(env["QINGFENG_DATA_DIR"])
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
    made = _people(env, "make", str(chosen.people))
    with (
        server.running(folder, threads=chosen.threads) as (port, pid),
        tempfile.NamedTemporaryFile("w", suffix=".txt") as file,
    ):
        cookies = [sign_in(port, number, made["password"]) for number in made["by_form"]]
        tokens = [start(port, cookie, made["lesson"]) for cookie in [*cookies, *made["cookies"]]]
        file.write("\n".join(tokens))
        file.flush()
        bare = _drive(port, pid, min(15, chosen.seconds), chosen.connections, file.name, "--upsert")
        beats = _drive(port, pid, chosen.seconds, chosen.connections, file.name)
    stored = _people(env, "check")
    note = agreement(beats["sessions"], stored)
    return [Row(database, "bare view, one upsert", bare), Row(database, "heartbeat", beats, note)]


def agreement(answered: dict[str, list[int]], stored: dict[str, Any]) -> str:
    """Whether the database holds what was answered, and nothing else."""
    differing = [key for key, told in answered.items() if stored["sessions"].get(key) != told]
    seconds = sum(told[1] for told in answered.values())
    if differing or stored["wrong"]:
        return f"**{len(differing)} sessions differ, {stored['wrong']} sums are wrong**"
    return f"{seconds:,} s in {len(answered)} sessions, as answered"


def sign_in(port: int, staff_number: str, password: str) -> str:
    """Sign in by the form; the cookie of the session."""
    fields = {"username": staff_number, "password": password, "csrfmiddlewaretoken": CSRF}
    answer = _post(port, "/accounts/sign-in/", urllib.parse.urlencode(fields), f"csrftoken={CSRF}")
    found = re.search(r"sessionid=(\w+)", answer.getheader("Set-Cookie") or "")
    if answer.status != 302 or found is None:
        raise SystemExit(f"sign-in answered {answer.status}")
    return found.group(1)


def start(port: int, session: str, lesson: int) -> str:
    """Open the lesson; the token of the play session."""
    cookies = f"csrftoken={CSRF}; sessionid={session}"
    answer = _post(port, f"/learning/lessons/{lesson}/start/", "", cookies)
    return str(json.loads(answer.read())["token"])


def _post(port: int, path: str, body: str, cookies: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": cookies,
        "X-CSRFToken": CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", path, body, headers)
    return connection.getresponse()


def _drive(port: int, pid: int, seconds: float, connections: int, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.training.beat_client", str(port), str(seconds)]
    before = server.cpu_seconds(pid)
    figures = _printed([*command, str(connections), *arguments], dict(os.environ))
    figures["cpu"] = (server.cpu_seconds(pid) - before) * 1_000 / figures["requests"]
    return figures


def _people(env: dict[str, str], *arguments: str) -> dict[str, Any]:
    return _printed([sys.executable, "-m", "benchmarks.training.beat_people", *arguments], env)


def _printed(command: list[str], env: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-4_000:])
    read: dict[str, Any] = json.loads(done.stdout)
    return read


if __name__ == "__main__":
    main()
