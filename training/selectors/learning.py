"""我的学习: what a person is in the middle of, what is due, what waits for others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from accounts.models import User
from training.enums import UNFINISHED, EnrollmentState
from training.models import ClassSession, Enrollment, LessonProgress, LessonVersion

# Shown as due soon from so many days before the last one.
SOON = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Study:
    """A course somebody takes. ``following`` is the lesson to go on with, None where none is left."""

    enrollment: Enrollment
    following: LessonVersion | None
    done: int
    lessons: int
    days_left: int | None

    @property
    def is_overdue(self) -> bool:
        """Whether the last day is over."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_due_soon(self) -> bool:
        """Whether the last day is near or over."""
        return self.days_left is not None and self.days_left <= SOON.days

    @property
    def days_over(self) -> int:
        """Days since the last day."""
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True, slots=True)
class Learning:
    """What 我的学习 shows of enrollments."""

    due: list[Study]
    going_on: list[Study]
    waiting: list[Enrollment]
    sessions: list[ClassSession]


def learning_of(learner: User, *, at: dt.datetime, today: dt.date) -> Learning:
    """A person's unfinished courses; the most urgent first, then the one touched last. Four queries."""
    rows = Enrollment.objects.filter(learner=learner, state__in=UNFINISHED)
    enrollments = list(rows.select_related("version__course__page", "klass").order_by("-enrolled_at", "-pk"))
    active = [row for row in enrollments if row.state == EnrollmentState.ACTIVE]
    studies = _studies(active, today)
    due = sorted((study for study in studies if study.is_due_soon), key=lambda study: study.days_left or 0)
    return Learning(
        due=due,
        going_on=[study for study in studies if not study.is_due_soon],
        waiting=[row for row in enrollments if row.state != EnrollmentState.ACTIVE],
        sessions=_coming_sessions([row.klass_id for row in active if row.klass_id is not None], at),
    )


def next_study(learner: User, *, today: dt.date) -> Study | None:
    """The course to go on with, for the box of the home page: the most urgent, else the one touched last."""
    rows = Enrollment.objects.filter(learner=learner, state=EnrollmentState.ACTIVE)
    studies = _studies(list(rows.select_related("version", "klass").order_by("-enrolled_at", "-pk")), today)
    due = sorted((study for study in studies if study.is_due_soon), key=lambda study: study.days_left or 0)
    return next(iter(due or studies), None)


def _studies(active: list[Enrollment], today: dt.date) -> list[Study]:
    lessons: dict[int, list[LessonVersion]] = defaultdict(list)
    versions = {row.version_id for row in active}
    known = LessonVersion.objects.filter(version__in=versions).defer("content").order_by("position")
    for lesson in known:
        lessons[lesson.version_id].append(lesson)
    progress: dict[int, dict[int, LessonProgress]] = defaultdict(dict)
    touched = LessonProgress.objects.filter(enrollment__in=[row.pk for row in active]).defer("ranges")
    for row in touched:
        progress[row.enrollment_id][row.lesson_id] = row
    studies = [_study(row, lessons[row.version_id], progress[row.pk], today) for row in active]
    last = {pk: max(row.last_at for row in rows.values()) for pk, rows in progress.items() if rows}
    return sorted(
        studies,
        key=lambda study: last.get(study.enrollment.pk, study.enrollment.enrolled_at),
        reverse=True,
    )


def _study(
    enrollment: Enrollment, lessons: list[LessonVersion], progress: dict[int, LessonProgress], today: dt.date
) -> Study:
    done = {pk for pk, row in progress.items() if row.completed_at is not None}
    left = [lesson for lesson in lessons if lesson.pk not in done]
    following = next((lesson for lesson in left if lesson.required), next(iter(left), None))
    days = (enrollment.due_on - today).days if enrollment.due_on is not None else None
    return Study(enrollment, following, len(done), len(lessons), days)


def _coming_sessions(classes: list[int], at: dt.datetime) -> list[ClassSession]:
    """The next lines of the timetables, at most five."""
    rows = ClassSession.objects.filter(klass__in=classes, ends_at__gt=at).select_related("klass")
    return list(rows.order_by("starts_at", "pk")[:5])
