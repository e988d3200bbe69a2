"""The demonstration of training: invented courses, quizzes, people, classes and what they did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from content.services import demo_people as content_people
from training.services import demo_classes, demo_courses, demo_hours, demo_people, demo_quizzes

Progress = Callable[[str, int], object]


def load_training(*, at: datetime, progress: Progress) -> None:
    """Bring in what is missing of the demonstration of training; what is there stays as people changed it.

    The demonstration of the content comes first: rules, lists and units are its.

    Args:
        progress: called after each step with its name and the number of things that are new.

    Side effects: pages published past the three reviews; versions, accounts, classes, enrollments.
    """
    units = content_people.ensure_units()
    city = units[content_people.CITY]
    progress("测验", demo_quizzes.load_quizzes(unit=city, at=at))
    progress("培训课程", demo_courses.load_courses(unit=city))
    progress("示例人员", demo_people.load_people(units=list(units.values()), at=at))
    progress("培训班次", demo_classes.load_classes(unit=city, at=at))
    trainer = User.objects.filter(staff_number=demo_classes.TRAINER).first()
    if trainer is not None:
        progress("示例人员的学习", demo_people.load_enrollments(at=at, by=trainer))
    progress("学时申报", demo_hours.load_hours(at=at))
