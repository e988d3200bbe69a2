"""The web server killed with -9 under load: what was answered is in the database, and nothing twice.

`python -m benchmarks.training.kills` runs this with a hundred kills and shows what it prints.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from common import clock
from tests.factories.accounts import make_user
from tests.factories.training import make_enrollment, make_version
from tests.integration.web import Web
from training.enums import EventKind, LessonKind
from training.models import Completion, Enrollment, LearningEvent, PlaySession
from training.services import watching
from training.watching.ranges import Ranges, make_ranges, total, union, without

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS = int(os.environ.get("QINGFENG_TEST_KILLS", "3"))
WATCHERS = 8


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


def post(port: int, body: bytes) -> dict[str, Any] | None:
    """The answer to a heartbeat; None where there is none, or the server is busy."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/learning/beat/", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        read = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    assert answer.status in (200, 503), read
    said: dict[str, Any] = json.loads(read)
    return said if answer.status == 200 else None


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A web server that shares the database with the test."""
    server = Web(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def watchers() -> list[Watcher]:
    """People at a video of ten minutes that is completed after five seconds."""
    version = make_version(LessonKind.VIDEO)
    version.lessons.update(needed_seconds=5)
    people = [make_enrollment(version, learner=make_user()) for _number in range(WATCHERS)]
    lesson = version.lessons.get()
    return [
        Watcher(watching.start(enrollment=enrollment, lesson=lesson, at=clock.now()).token)
        for enrollment in people
    ]


def test_killed_server_loses_and_doubles_no_heartbeat(web: Web, watchers: list[Watcher]) -> None:
    stopped, chance = threading.Event(), random.Random(20161101)
    threads = [threading.Thread(target=one.watch, args=(web.port, stopped)) for one in watchers]
    for thread in threads:
        thread.start()
    for _kill in range(KILLS):
        time.sleep(0.5 + chance.random())
        web.kill()
        web.start()
    time.sleep(6)
    stopped.set()
    for thread in threads:
        thread.join(60)
    for one in watchers:
        check(one)
    assert Completion.objects.count() == Enrollment.objects.count() == WATCHERS
    assert LearningEvent.objects.filter(kind=EventKind.LESSON_COMPLETED).count() == WATCHERS
    answered, repeats = sum(one.sequence for one in watchers), sum(one.repeats for one in watchers)
    sys.stdout.write(
        f"\n{KILLS} kills, {answered} heartbeats answered, {repeats} times sent in vain; 0 lost, 0 doubled\n"
    )


def check(one: Watcher) -> None:
    """What was answered is stored; what was credited was credited once and within the time."""
    stored = PlaySession.objects.select_related("progress").get(pk=one.session_id)
    ranges = make_ranges(stored.progress.ranges)
    assert (stored.last_seq, stored.credited_seconds) == (one.sequence, one.credited)
    assert total(ranges) == stored.progress.credited_seconds == one.credited
    told: Ranges = []
    for added in one.added:
        assert total(without(added, told)) == total(added)  # no second was credited twice
        told = union(told, added)
    assert told == ranges
    assert one.is_completed is (stored.progress.completed_at is not None) is True
