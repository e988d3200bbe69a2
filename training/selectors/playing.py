"""A lesson as the person who takes it sees it, with the course around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, QuerySet, Value, When

from training.enums import COUNTED, TIMED, EnrollmentState
from training.models import Enrollment, LessonProgress, LessonVersion
from training.watching.ranges import Ranges, make_ranges

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson in the list of its course, and how far the person is."""

    lesson: LessonVersion
    progress: LessonProgress | None

    @property
    def is_done(self) -> bool:
        return self.progress is not None and self.progress.completed_at is not None

    @property
    def is_begun(self) -> bool:
        return self.progress is not None

    @property
    def is_timed(self) -> bool:
        return self.lesson.kind in TIMED

    @property
    def ranges(self) -> Ranges:
        """The credited seconds."""
        return make_ranges(self.progress.ranges) if self.progress else []

    @property
    def credited_seconds(self) -> int:
        return self.progress.credited_seconds if self.progress else 0

    @property
    def refused_seconds(self) -> int:
        return self.progress.refused_seconds if self.progress else 0

    @property
    def missing_seconds(self) -> int:
        """What is still to be credited."""
        return 0 if self.is_done else max(self.lesson.needed_seconds - self.credited_seconds, 0)

    @property
    def resume_at(self) -> int:
        """The second to go on at: where the player stood, at the beginning once it stood at the end."""
        position = self.progress.position if self.progress else 0
        return position if position < self.lesson.seconds - 5 else 0


@dataclass(frozen=True, slots=True)
class Place:
    """A person in a lesson."""

    enrollment: Enrollment
    step: Step
    steps: Sequence[Step]

    @property
    def lesson(self) -> LessonVersion:
        return self.step.lesson

    @property
    def course_url(self) -> str:
        """The published page of the course; "" where there is none any more."""
        page = self.enrollment.version.course.page
        return page.url or "" if page is not None and page.live else ""

    @property
    def next_step(self) -> Step | None:
        """The first lesson after this one that is not done, else the first before it; None when all are."""
        at = next(i for i, step in enumerate(self.steps) if step.lesson.pk == self.lesson.pk)
        order = [*self.steps[at + 1 :], *self.steps[:at]]
        return next((step for step in order if not step.is_done), None)

    @property
    def done_count(self) -> int:
        return sum(step.is_done for step in self.steps)


def find_place(*, user: User, lesson_id: int) -> Place | None:
    """The person's place in a lesson; three queries, and one more for who reads ``lesson.content``.

    Returns:
        None where the person has no active or completed enrollment of the version the lesson is of, or there
        is no such lesson: the two are not told apart.
    """
    enrollment = find_enrollment(user=user, lesson_id=lesson_id)
    if enrollment is None:
        return None
    steps = list_steps(enrollment)
    step = next(step for step in steps if step.lesson.pk == lesson_id)
    return Place(enrollment, step, steps)


def find_enrollment(*, user: User, lesson_id: int) -> Enrollment | None:
    """The enrollment by which a person may open a lesson; one query."""
    active_first = Case(When(state=EnrollmentState.ACTIVE, then=Value(0)), default=Value(1))
    rows = _opening(user, lesson_id)
    return rows.select_related("version__course__page", "klass").order_by(active_first, "-pk").first()


def may_open(*, user: User, lesson_id: int) -> bool:
    """Whether a person may open a lesson; one query, asked for every part of a video."""
    return _opening(user, lesson_id).exists()


def _opening(user: User, lesson_id: int) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(learner=user, state__in=COUNTED, version__lessons=lesson_id)


def list_steps(enrollment: Enrollment) -> list[Step]:
    """The lessons of an enrollment's version, content left out, with the progress in each; two queries."""
    done: dict[int, Any] = {row.lesson_id: row for row in enrollment.progress.all()}
    lessons = LessonVersion.objects.filter(version_id=enrollment.version_id).defer("content")
    return [Step(lesson, done.get(lesson.pk)) for lesson in lessons.order_by("position")]
