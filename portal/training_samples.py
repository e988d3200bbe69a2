"""Invented hours and courses for the page of components; nothing of it is stored."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import User
from training.counting.standing import Counter
from training.enums import LessonKind, TargetCategory, TargetPeriod
from training.models import Course, CourseVersion, Enrollment, LessonVersion, Target, TargetTable
from training.selectors.gaps import Gap
from training.selectors.hours import Standing
from training.selectors.learning import Study

_DAY = dt.date(2026, 11, 25)


def training_samples() -> dict[str, Any]:
    """Counters with and without what is owed, what would close a gap, courses by how urgent they are."""
    counters = (_counter(1, "38", "50"), _counter(2, "96", "90"))
    versions = (_version("示例课程", "9"), _version("示例：名称很长的课程，" * 3, "0.5"))
    gap = Gap(counters[0], courses=versions)
    standing = Standing(User(name="示例"), 2026, None, counters, ())
    return {
        "standing": standing,
        "gaps": {1: gap},
        "studies": [_study(version, days) for version in versions for days in (None, 3, 0, -2)],
    }


def _counter(pk: int, earned: str, wanted: str) -> Counter:
    table = TargetTable(name="示例目标", issuer="示例机关", document="示例条例第一条", effective_from=_DAY)
    target = Target(
        pk=pk,
        table=table,
        label="年度网络培训",
        period=TargetPeriod.YEAR,
        category=TargetCategory.ONLINE,
        hours=Decimal(wanted),
    )
    owed = max(Decimal(0), Decimal(wanted) - Decimal(earned))
    end = dt.date(2026, 12, 31)
    return Counter(target, 2026, 2026, end, Decimal(earned), Decimal(0), Decimal(0), owed)


def _version(title: str, hours: str) -> CourseVersion:
    return CourseVersion(title=title, hours=Decimal(hours), course=Course(title=title))


def _study(version: CourseVersion, days_left: int | None) -> Study:
    due_on = _DAY + dt.timedelta(days=days_left) if days_left is not None else None
    enrollment = Enrollment(version=version, due_on=due_on)
    lesson = LessonVersion(pk=1, title="示例第二课", kind=LessonKind.VIDEO)
    return Study(enrollment, lesson, 1, 3, days_left)
