"""Load from a process of its own: keep-alive connections, each asking again as soon as it is answered.

    python -m benchmarks.client PORT SECONDS CONNECTIONS STATUS PATH…

STATUS is the answer each path shall have, 200 or 404, or both with a comma; any other is an error.

Prints one line of JSON: requests, seconds, errors, bytes of the last answer, p50 and p95 in milliseconds.
Plain sockets and one selector: the load takes as little as Python can of the cores it shares with the server.
"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle

HOST = "127.0.0.1"
LONGEST_ANSWER = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


@dataclass
class Tally:
    """What one run counted."""

    expected: frozenset[bytes]
    requests: int = 0
    errors: int = 0
    bytes: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """The figures of the run; times in milliseconds."""
        times = sorted(self.times) or [0.0]
        return {
            "requests": self.requests,
            "errors": self.errors,
            "bytes": self.bytes,
            "seconds": self.seconds,
            "p50": times[len(times) // 2] * 1_000,
            "p95": times[int(len(times) * 0.95)] * 1_000,
        }


class Connection:
    """One client: asks, reads the whole answer, asks for the next path."""

    def __init__(self, port: int, paths: Iterator[bytes]) -> None:
        self._port, self._paths = port, paths
        self.asked = 0.0
        self._read = bytearray()
        self._wanted = -1
        self._size = 0
        self.socket = self._connect()

    def ask(self) -> None:
        """Send the next request."""
        self.send(next(self._paths))

    def send(self, request: bytes) -> None:
        """Send this request."""
        self._read.clear()
        self._wanted = -1
        self.asked = time.perf_counter()
        self.socket.sendall(request)

    @property
    def body(self) -> bytes:
        """The body of the answer that was taken."""
        return bytes(self._read[-self._size :])

    def take(self) -> tuple[bytes, int] | None:
        """Read what has come; status and size once the answer is whole.

        Raises:
            ConnectionError: the server hung up, or says no length.
        """
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("closed")
        self._read += part
        if self._wanted < 0:
            end = self._read.find(b"\r\n\r\n")
            if end < 0:
                return None
            length = _LENGTH.search(self._read, 0, end + 4)
            if length is None:
                raise ConnectionError("no length")
            self._wanted = end + 4 + int(length.group(1))
            self._size = int(length.group(1))
        if len(self._read) < self._wanted:
            return None
        return bytes(self._read[9:12]), self._size

    def finish(self) -> None:
        """Read the answer that is on its way, so that the server is free for who comes next."""
        with suppress(OSError):
            while self.take() is None:
                pass
        self.socket.close()

    def again(self) -> None:
        """Connect anew."""
        self.socket.close()
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        made = socket.create_connection((HOST, self._port), timeout=LONGEST_ANSWER)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


def load(port: int, seconds: float, connections: int, paths: list[str], expected: frozenset[bytes]) -> Tally:
    """Drive ``paths`` in turn over every connection for the time, then wait for what is still out."""
    tally = Tally(expected)
    asked = [f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n\r\n".encode() for path in paths]
    clients = []
    for number in range(connections):
        at = number * len(asked) // connections
        clients.append(Connection(port, cycle(asked[at:] + asked[:at])))
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for client in clients:
            client.ask()
            selector.register(client.socket, selectors.EVENT_READ, client)
        while time.perf_counter() < started + seconds:
            for key, _events in selector.select(0.1):
                _take(key.data, selector, tally)
        tally.seconds = time.perf_counter() - started
    for client in clients:
        client.finish()
    return tally


def _take(client: Connection, selector: selectors.BaseSelector, tally: Tally) -> None:
    try:
        answer = client.take()
        if answer is None:
            return
        tally.times.append(time.perf_counter() - client.asked)
        tally.requests += 1
        tally.bytes = answer[1]
        tally.errors += answer[0] not in tally.expected
        client.ask()
    except OSError:
        tally.errors += 1
        selector.unregister(client.socket)
        client.again()
        client.ask()
        selector.register(client.socket, selectors.EVENT_READ, client)


if __name__ == "__main__":
    statuses = frozenset(sys.argv[4].encode().split(b","))
    run = load(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[5:], statuses)
    print(json.dumps(run.figures()))
