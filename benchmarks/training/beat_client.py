"""Heartbeats from a process of its own: keep-alive connections, each sending the next when one is answered.

    python -m benchmarks.training.beat_client PORT SECONDS CONNECTIONS TOKENS [--upsert]

TOKENS is a file with a token a line. Every session claims, each time it is its turn, the whole seconds that
passed since: what an honest player would, only more often. With --upsert the bare view is driven instead.
Prints one line of JSON: requests, errors, times in milliseconds, and by session the last number answered and
the seconds it was said to have.
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import json
import re
import selectors
import sys
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from benchmarks.client import HOST, Connection

_CREDITED = re.compile(rb'"credited":(\d+)')


@dataclass
class Watcher:
    """A page in which somebody watches."""

    token: str
    began: float = 0.0
    claimed: int = 0
    sequence: int = 0
    answered: int = 0
    credited: int = 0

    def request(self) -> bytes:
        """The next heartbeat as it goes over the wire."""
        now = time.monotonic()
        self.began = self.began or now
        until = int(now - self.began)
        self.sequence += 1
        body = (
            f'{{"token":"{self.token}","seq":{self.sequence},'
            f'"segments":[[{self.claimed},{until}]],"position":{until}}}'
        )
        self.claimed = until
        head = f"POST /learning/beat/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


class Upserter(Watcher):
    """The same load for the bare view."""

    def request(self) -> bytes:
        """One row to count up."""
        body = f'{{"id":{self.token.split("-")[0]}}}'
        head = f"POST /bench/upsert/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


@dataclass
class Tally:
    """What the run counted."""

    errors: int = 0
    times: list[float] = field(default_factory=list)


def drive(port: int, seconds: float, connections: int, watchers: list[Watcher]) -> Tally:
    """Send heartbeats of all watchers in turn for the time; then take the answers that are still out."""
    tally = Tally()
    with selectors.DefaultSelector() as selector:
        for number in range(connections):
            own = cycle(watchers[number::connections])
            turn = Turn(Connection(port, iter(())), own)
            turn.send()
            selector.register(turn.connection.socket, selectors.EVENT_READ, turn)
        ends, open_ones = time.perf_counter() + seconds, connections
        while open_ones:
            for key, _events in selector.select(5):
                if not key.data.take(tally):
                    continue
                if time.perf_counter() < ends:
                    key.data.send()
                else:
                    selector.unregister(key.fileobj)
                    open_ones -= 1
    return tally


class Turn:
    """One connection and whose turn it is on it."""

    def __init__(self, connection: Connection, watchers: cycle[Watcher]) -> None:
        self.connection, self._watchers = connection, watchers
        self._watcher = next(watchers)

    def send(self) -> None:
        """Send the next watcher's heartbeat."""
        self._watcher = next(self._watchers)
        self.connection.send(self._watcher.request())

    def take(self, tally: Tally) -> bool:
        """Read what came; whether the answer is whole."""
        answer = self.connection.take()
        if answer is None:
            return False
        tally.times.append(time.perf_counter() - self.connection.asked)
        found = _CREDITED.search(self.connection.body)
        if answer[0] != b"200" or found is None:
            tally.errors += 1
            return True
        self._watcher.answered, self._watcher.credited = self._watcher.sequence, int(found.group(1))
        return True


def main() -> None:
    """Run it as the arguments say."""
    port, seconds, connections = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    kind = Upserter if "--upsert" in sys.argv else Watcher
    watchers = [kind(line) for line in Path(sys.argv[4]).read_text().split()]
    started = time.perf_counter()
    tally = drive(port, seconds, connections, watchers)
    passed, times = time.perf_counter() - started, sorted(tally.times)
    figures = {
        "requests": len(times),
        "seconds": passed,
        "errors": tally.errors,
        "p50": times[len(times) // 2] * 1_000,
        "p99": times[int(len(times) * 0.99)] * 1_000,
        "longest": times[-1] * 1_000,
        "sessions": {w.token.split("-")[0]: [w.answered, w.credited] for w in watchers if w.answered},
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
