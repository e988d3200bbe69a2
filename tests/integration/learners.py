"""People on the portal while it is killed: each sends again, to the letter, what was not answered."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from accounts.models import User
from training.models import Answer, PlaySession
from training.watching.ranges import Ranges, make_ranges, total, union, without

TOKEN = "t" * 32


@dataclass
class Watcher:
    """Somebody who watches, and what the server said about it."""

    token: str
    began: float = field(default_factory=time.monotonic)
    sequence: int = 0
    claimed: int = 0
    credited: int = 0
    is_completed: bool = False
    added: list[Ranges] = field(default_factory=list)
    repeats: int = 0

    def watch(self, port: int, stopped: threading.Event) -> None:
        """Report as fast as it is answered; what is not answered is sent again, to the letter."""
        body = b""
        while not stopped.is_set() or body:
            body = body or self._next()
            answer = post(port, body)
            if answer is None:
                self.repeats += 1
                time.sleep(0.1)
                continue
            body = b""
            self._note(answer)

    @property
    def session_id(self) -> int:
        return int(self.token.split("-")[0])

    def _next(self) -> bytes:
        until = int(time.monotonic() - self.began)
        self.sequence += 1
        segments, self.claimed = [[self.claimed, until]], until
        said = {"token": self.token, "seq": self.sequence, "segments": segments, "position": until}
        return json.dumps(said).encode()

    def _note(self, answer: dict[str, Any]) -> None:
        assert answer["credited"] >= self.credited
        self.credited, self.is_completed = answer["credited"], answer["completed"]
        self.added.append(make_ranges(answer["added"]))

    def check(self) -> None:
        """What was answered is stored; what was credited was credited once and within the time."""
        stored = PlaySession.objects.select_related("progress").get(pk=self.session_id)
        ranges = make_ranges(stored.progress.ranges)
        assert (stored.last_seq, stored.credited_seconds) == (self.sequence, self.credited)
        assert total(ranges) == stored.progress.credited_seconds == self.credited
        told: Ranges = []
        for added in self.added:
            assert total(without(added, told)) == total(added)  # no second was credited twice
            told = union(told, added)
        assert told == ranges
        assert self.is_completed is (stored.progress.completed_at is not None) is True


@dataclass
class Answerer:
    """Somebody who sits at a paper of true and false, and what the server said it keeps."""

    user: User
    paper: str  # the address that starts it
    questions: int
    attempt: str = ""
    kept: dict[int, str] = field(default_factory=dict)
    answers: int = 0
    repeats: int = 0

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(self.user, backend="accounts.backends.StaffNumberOrPhoneBackend")
        self._headers = {
            "Cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def sit(self, port: int, stopped: threading.Event) -> None:
        """Start, then answer one question after another, from the first again after the last."""
        self.attempt = self._insist(port, self.paper, {}, 302)[0]
        while not stopped.is_set():
            position = self.answers % self.questions + 1
            value = random.choice(["true", "false"])
            said = {f"q{position}": value, f"q{position}-sequence": int(time.time() * 1000)}
            _location, body = self._insist(port, f"{self.attempt}answers/{position}/", said, 200)
            assert json.loads(body)["stored"]
            self.kept[position] = value
            self.answers += 1

    def check(self) -> None:
        """What it said it keeps is what is kept."""
        rows = Answer.objects.filter(attempt_id=int(self.attempt.strip("/").split("/")[-1]))
        stored = {row.position: row.response for row in rows}
        assert stored == {position: [value] for position, value in self.kept.items()}

    def _insist(self, port: int, path: str, form: Mapping[str, Any], status: int) -> tuple[str, bytes]:
        body = urlencode(form).encode()
        while (answer := ask(port, path, body, self._headers)) is None or answer[0] >= 500:
            self.repeats += 1
            time.sleep(0.1)
        assert answer[0] == status, answer
        return answer[1], answer[2]


def post(port: int, body: bytes) -> dict[str, Any] | None:
    """The answer to a heartbeat; None where there is none, or the server is busy."""
    answer = ask(port, "/learning/beat/", body, {"Content-Type": "application/json"})
    if answer is None:
        return None
    assert answer[0] in (200, 503), answer
    said: dict[str, Any] = json.loads(answer[2])
    return said if answer[0] == 200 else None


def ask(port: int, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes] | None:
    """Status, Location and content of an answer; None where none comes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
