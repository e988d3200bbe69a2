"""The demonstration of training: invented courses, quizzes, people, classes and what they did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from content.services import demo_people
from training.services import demo_courses

Progress = Callable[[str, int], object]


def load_training(*, at: datetime, progress: Progress) -> None:  # noqa: ARG001 - for steps to come
    """Bring in what is missing of the demonstration of training; what is there stays as people changed it.

    The demonstration of the content comes first: rules, lists and units are its.

    Args:
        progress: called after each step with its name and the number of things that are new.

    Side effects: pages published past the three reviews; versions, accounts, classes, enrollments.
    """
    city = demo_people.ensure_units()[demo_people.CITY]
    progress("培训课程", demo_courses.load_courses(unit=city))
