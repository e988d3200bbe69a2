"""Somebody with an hour of video to watch."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.factories.training import make_enrollment, make_version
from tests.training.watching.player import Clock, Page
from training.enums import LessonKind
from training.models import Enrollment, LessonVersion

HOUR = 3_600


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def enrollment(reader: User) -> Enrollment:
    """Of a course with an hour of video and an article of an hour."""
    version = make_version(LessonKind.VIDEO, LessonKind.ARTICLE)
    LessonVersion.objects.filter(version=version).update(seconds=HOUR, needed_seconds=HOUR * 9 // 10)
    return make_enrollment(version, learner=reader)


@pytest.fixture
def video(enrollment: Enrollment) -> LessonVersion:
    return enrollment.version.lessons.get(position=1)


@pytest.fixture
def article(enrollment: Enrollment) -> LessonVersion:
    return enrollment.version.lessons.get(position=2)


@pytest.fixture
def page(enrollment: Enrollment, video: LessonVersion, clock: Clock) -> Page:
    """The page of the video, playing."""
    return Page(enrollment, video, clock).open()
