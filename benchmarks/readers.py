"""Readers who keep asking the portal's result page over HTTP, and what they were answered."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from urllib.parse import quote

SIMPLIFIED = "简化结果".encode()
# Words of the generated texts; the last also names an article, which is one more question to the engine.
QUESTIONS = (
    "名册核对",
    "会议记录 两人签字",
    "不得代为填写",
    "组织部门 线索移交",
    "意见和建议 -会议记录",
    "学习计划 逾期",
    "《示例工作办法之3（示例）》第五条 登记",
)
LONGEST_ANSWER = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``asked`` is a moment of the monotonic clock, ``status`` 0 where none came."""

    asked: float
    seconds: float
    status: int
    is_simplified: bool

    @property
    def ended(self) -> float:
        """When it was whole."""
        return self.asked + self.seconds


@dataclass
class Readers:
    """Threads that ask in turn, each with its own connection and a pause after each answer."""

    address: str
    count: int = 4
    pause: float = 0.1
    answers: list[Answer] = field(default_factory=list)
    _over: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def __enter__(self) -> Readers:
        self._threads = [Thread(target=self._ask, args=(n,), daemon=True) for n in range(self.count)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def between(self, first: float, last: float) -> list[Answer]:
        """What was asked and answered between two moments."""
        return [answer for answer in list(self.answers) if first <= answer.asked and answer.ended <= last]

    def since(self, moment: float) -> list[Answer]:
        """What was asked since, in the order of the ends."""
        return sorted(self.between(moment, time.monotonic()), key=lambda answer: answer.ended)

    def _ask(self, number: int) -> None:
        connection = http.client.HTTPConnection(self.address, timeout=LONGEST_ANSWER)
        while not self._over.wait(self.pause):
            number += 1
            path = f"/search/?q={quote(QUESTIONS[number % len(QUESTIONS)])}"
            self.answers.append(_answer(connection, path))


def _answer(connection: http.client.HTTPConnection, path: str) -> Answer:
    asked = time.monotonic()
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body, status = answer.read(), answer.status
    except (OSError, http.client.HTTPException):
        connection.close()
        body, status = b"", 0
    return Answer(asked, time.monotonic() - asked, status, SIMPLIFIED in body)


def quantile(answers: Sequence[Answer], part: float) -> float:
    """The seconds that this part of the answers did not exceed; 0 where there are none."""
    seconds = sorted(answer.seconds for answer in answers) or [0.0]
    return seconds[min(int(len(seconds) * part), len(seconds) - 1)]
