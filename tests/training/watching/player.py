"""A learner's page as the scripts in portal/static/portal/js/lesson-*.js behave, on made-up time."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from tests.factories.accounts import NOON
from training.models import Enrollment, LessonProgress, LessonVersion
from training.services import watching
from training.watching.claims import read_claim
from training.watching.ranges import Ranges, total, union, without

EVERY = 20


@dataclass
class Clock:
    """The time by the server's clock, in seconds since the beginning of the story."""

    passed: float = 0.0

    @property
    def now(self) -> dt.datetime:
        return NOON + dt.timedelta(seconds=self.passed)


@dataclass
class Page:
    """A page with a lesson in which somebody plays a video."""

    enrollment: Enrollment
    lesson: LessonVersion
    clock: Clock
    token: str = ""
    sequence: int = 0
    position: float = 0.0
    unsent: Ranges = field(default_factory=list)
    watched: Ranges = field(default_factory=list)
    is_online: bool = True
    answers: list[dict[str, Any]] = field(default_factory=list)

    def open(self) -> Page:
        """Press play: the session starts."""
        started = watching.start(enrollment=self.enrollment, lesson=self.lesson, at=self.clock.now)
        self.token, self.sequence = started.token, 0
        return self

    def play(self, seconds: float, *, speed: float = 1.0, delay: float = 0.1) -> None:
        """Watch for so many seconds of the clock, reporting every 20 s; reports arrive after ``delay``."""
        while seconds > 0:
            step = min(seconds, EVERY)
            self.clock.passed += step
            self.see(self.position, self.position + step * speed)
            seconds -= step
            self.report(delay=delay)

    def see(self, start: float, end: float) -> None:
        """Play from ``start`` to ``end``."""
        self.position = min(end, self.lesson.seconds)
        seen = [(int(start), int(self.position))]
        self.unsent, self.watched = union(self.unsent, seen), union(self.watched, seen)

    def report(self, *, delay: float = 0.1) -> None:
        """Send what is unsent; without a network it stays."""
        self.sequence += 1
        if not self.is_online:
            return
        answer = self.send(self.unsent, sequence=self.sequence, delay=delay)
        self.unsent = [] if answer else self.unsent

    def send(
        self,
        segments: Any,
        *,
        sequence: int,
        delay: float = 0.0,
        changes: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Send any heartbeat at all and keep the answer; ``changes`` put other values in, None takes out."""
        body = {"token": self.token, "seq": sequence, "segments": segments, "position": int(self.position)}
        said = {name: value for name, value in (body | (changes or {})).items() if value is not None}
        claim = read_claim(json.dumps(said).encode())
        at = self.clock.now + dt.timedelta(seconds=delay)
        self.answers.append(json.loads(watching.beat(claim=claim, at=at)))
        return self.answers[-1]

    def reload(self) -> Page:
        """The same tab after F5: what was kept is sent with the old token, then a new session starts."""
        again = Page(self.enrollment, self.lesson, self.clock, position=self.position, watched=self.watched)
        if self.unsent:
            self.send(self.unsent, sequence=self.sequence + 1)
        self.clock.passed += 0.5
        return again.open()

    @property
    def progress(self) -> LessonProgress:
        return LessonProgress.objects.get(enrollment=self.enrollment, lesson=self.lesson)

    @property
    def credited_share(self) -> float:
        """Of the seconds really watched, how many were credited."""
        credited = [(start, end) for start, end in self.progress.ranges]
        assert without(credited, self.watched) == []  # never a second that was not watched
        return total(credited) / total(self.watched)
