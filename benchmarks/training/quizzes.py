"""Four hundred people start a paper at once and answer it: `python -m benchmarks.training.quizzes`.

    python -m benchmarks.training.quizzes [--people N] [--engine sqlite|postgres] [--kill]

Everybody is signed in (a session as the sign-in leaves it); requests go through granian, middleware, session,
CSRF. *Start* counts from the moment all ask at once: until the paper is drawn, and until the page with its
questions has come. Then everybody saves answers with pauses as people make them. At the end every answer
that was acknowledged is looked for in the database. ``--kill`` ends the server with SIGKILL in the middle.
"""

# ruff: noqa: T201, S311, S603 - a command-line script; Django is set up per engine
from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.server import ROOT, environment, running
from benchmarks.training.databases import postgres_server

PEOPLE, QUESTIONS, ANSWERS = 400, 20, 6
LONGEST_PAUSE = 4.0  # seconds between two answers of one person, 2 on the average
TOKEN = "b" * 32
COURSE = "示例课程（压力测试）"


@dataclass
class Tally:
    """What one run saw; times in seconds."""

    hello: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)  # "attempt:position" to the letter sent


class Client:
    """One person at one connection."""

    def __init__(self, port: int, session: str) -> None:
        self._port = port
        self._head = f"Host: 127.0.0.1:{port}\r\nCookie: sessionid={session}; csrftoken={TOKEN}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, form: str | None = None) -> tuple[int, str, bytes]:
        """Status, Location and body of the answer.

        Raises:
            OSError: the server hung up.
        """
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        body = (form or "").encode()
        request = f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\n{self._head}"
        if form is not None:
            request += f"X-CSRFToken: {TOKEN}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            request += f"Content-Length: {len(body)}\r\n"
        try:
            writer.write(request.encode() + b"\r\n" + body)
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            fields = dict(line.split(": ", 1) for line in head.lower().split("\r\n")[1:] if ": " in line)
            content = await reader.readexactly(int(fields["content-length"]))
        except (OSError, asyncio.IncompleteReadError, KeyError) as error:
            self._streams = None
            raise ConnectionError(str(error)) from error
        return int(head[9:12]), fields.get("location", ""), content

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


async def sit(client: Client, address: str, tally: Tally, gate: asyncio.Event, answers: int) -> None:
    """One person: start when all start, then answer with pauses."""
    await client.ask("/bench/hello/")
    await gate.wait()
    started = time.perf_counter()
    try:
        status, location, _body = await client.ask(address, "")
        if status != 302 or "/attempts/" not in location:
            tally.errors.append(f"start {status} {location}")
            return
        tally.starts.append(time.perf_counter() - started)
        status, _location, page = await client.ask(location)
        if status != 200 or page.count(b"<fieldset") != QUESTIONS:
            tally.errors.append(f"page {status}")
            return
        tally.pages.append(time.perf_counter() - started)
        for number in range(1, answers + 1):
            await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))
            await answer(client, location, number, tally)
    except OSError as error:
        tally.errors.append(f"connection: {error}")


async def answer(client: Client, attempt: str, position: int, tally: Tally) -> None:
    """Save one answer; what is acknowledged is written down."""
    letter = random.choice("AB")
    form = f"q{position}={letter}&q{position}-sequence={int(time.time() * 1000)}"
    asked = time.perf_counter()
    status, _location, body = await client.ask(f"{attempt}answers/{position}/", form)
    if status != 200 or not json.loads(body)["stored"]:
        tally.errors.append(f"answer {status}")
        return
    tally.saves.append(time.perf_counter() - asked)
    tally.acknowledged[f"{attempt.strip('/').split('/')[-1]}:{position}"] = letter


async def examination(port: int, sittings: list[tuple[str, str]], answers: int, kill: Any = None) -> Tally:
    """Let everybody sit; ``kill`` is called in the middle of the answers."""
    tally = Tally()
    clients = [Client(port, session) for session, _address in sittings]
    await asyncio.gather(*(hello(client, tally) for client in clients))
    gate = asyncio.Event()
    seats = [
        asyncio.ensure_future(sit(client, address, tally, gate, answers))
        for client, (_session, address) in zip(clients, sittings, strict=True)
    ]
    await asyncio.sleep(2)
    gate.set()
    while kill is not None and len(tally.acknowledged) < len(sittings) * answers // 2:
        await asyncio.sleep(0.05)
        if all(seat.done() for seat in seats):
            break
    if kill is not None:
        kill()
    await asyncio.gather(*seats)
    for client in clients:
        client.close()
    return tally


async def hello(client: Client, tally: Tally) -> None:
    """The smallest view there is, asked by all at once, to compare with."""
    asked = time.perf_counter()
    await client.ask("/bench/hello/")
    tally.hello.append(time.perf_counter() - asked)


@contextmanager
def prepared(people: int, engine: str) -> Iterator[tuple[Path, list[tuple[str, str]], dict[str, str]]]:
    """A database with a course, a drawn paper and so many signed-in people."""
    with tempfile.TemporaryDirectory() as folder, _address(engine) as address:
        data_dir = Path(folder)
        more = {"QINGFENG_DATABASE_URL": address} if address else {}
        built = _run(data_dir, more, "build", str(people))
        yield data_dir, [tuple(sitting) for sitting in json.loads(built.splitlines()[-1])], more


def missing(data_dir: Path, more: dict[str, str], acknowledged: dict[str, str]) -> int:
    """How many acknowledged answers are not in the database."""
    return int(_run(data_dir, more, "check", given=json.dumps(acknowledged)).splitlines()[-1])


def main() -> None:
    """Run the engines and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--engine", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--kill", action="store_true")
    options = parser.parse_args()
    print(
        f"{options.people} people start a paper of {QUESTIONS} questions at once; {os.cpu_count()} cores.\n"
    )
    print("| engine | what | p50 ms | p95 ms | max ms | requests | errors | acknowledged and lost |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for engine in options.engine or ["sqlite", "postgres"]:
        with prepared(options.people, engine) as (data_dir, sittings, more):
            os.environ.update(more)
            with suppress(ProcessLookupError), running(data_dir) as (port, pid):
                kill = (lambda pid=pid: os.killpg(pid, signal.SIGKILL)) if options.kill else None
                tally = asyncio.run(examination(port, sittings, ANSWERS, kill))
            lost = missing(data_dir, more, tally.acknowledged)
            for name in more:
                os.environ.pop(name)
        _print(engine, tally, lost)


def _print(engine: str, tally: Tally, lost: int) -> None:
    rows = (
        ("smallest view, all at once", tally.hello),
        ("start: the paper is drawn", tally.starts),
        ("start: its questions are there", tally.pages),
        ("save an answer", tally.saves),
    )
    for name, times in rows:
        ordered = sorted(times) or [0.0]
        p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        figures = " | ".join(f"{value * 1000:.0f}" for value in (p50, p95, ordered[-1]))
        last = f"{len(tally.errors)} | {lost}" if name == "save an answer" else "|"
        print(f"| {engine} | {name} | {figures} | {len(times)} | {last} |", flush=True)
    for words in sorted(set(tally.errors))[:5]:
        print(f"  {words}", file=sys.stderr)


@contextmanager
def _address(engine: str) -> Iterator[str]:
    if engine == "sqlite":
        yield ""
        return
    with postgres_server.running() as server:
        yield server.url


def _run(data_dir: Path, more: dict[str, str], *arguments: str, given: str = "") -> str:
    command = [sys.executable, "-m", "benchmarks.training.quizzes_data", *arguments]
    env = {**environment(data_dir), **more}
    done = subprocess.run(
        command, cwd=ROOT, env=env, input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


if __name__ == "__main__":
    main()
