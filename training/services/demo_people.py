"""Two thousand invented people of the demonstration, and how far each of them is in the courses."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import OrgUnit, User
from training.enums import ChangeKind, ClassState, EnrollmentSource, EnrollmentState, LessonKind
from training.models import (
    Course,
    CourseVersion,
    Enrollment,
    EnrollmentChange,
    LessonProgress,
    LessonVersion,
    TrainingClass,
)
from training.services.activating import note_active
from training.services.completing import complete_course_if_due
from training.services.enrolling import enroll
from training.services.seats import EnrollmentError
from training.services.summarizing import CountChange, note_changes

NUMBER = 2000
PREFIX = "SHILI-"
RANKS = ("一级科员", "二级科员", "三级主任科员", "四级主任科员", "一级主任科员", "四级调研员")
POSTS = ("组织干事", "村党组织书记", "选举工作人员", "办公室主任", "驻村干部", "社区副书记")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
# Of a hundred people in a course.
_SHARES = ((EnrollmentState.COMPLETED, 22), (EnrollmentState.WITHDRAWN, 3), (EnrollmentState.ACTIVE, 75))


@transaction.atomic
def load_people(*, units: Sequence[OrgUnit], at: dt.datetime) -> int:
    """Make those people that are missing, spread over the units, the small ones having fewer.

    They have no password and never sign in.

    Returns:
        How many are new.
    """
    if User.objects.filter(staff_number__startswith=PREFIX).exists():
        return 0
    chance = random.Random(2026)  # noqa: S311 - the same people every time
    weights = [1 if unit.depth == 1 else 3 if unit.depth == 2 else 6 for unit in units]
    people = [
        User(
            staff_number=f"{PREFIX}{number:04d}",
            name=f"{chance.choice(SURNAMES)}示例{number}",
            unit=chance.choices(units, weights)[0],
            rank=chance.choice(RANKS),
            post=chance.choice(POSTS),
            password=make_password(None),
            date_joined=at,
        )
        for number in range(1, NUMBER + 1)
    ]
    return len(User.objects.bulk_create(people, batch_size=500))


@transaction.atomic
def load_enrollments(*, at: dt.datetime, by: User) -> int:
    """Let the people take the courses there are: most of the first, fewer of each further one.

    Returns:
        How many enrollments are new; none where the people have any.
    """
    people = list(User.objects.filter(staff_number__startswith=PREFIX).select_related("unit").order_by("pk"))
    theirs = Enrollment.objects.filter(learner__staff_number__startswith=PREFIX)
    if not people or theirs.filter(klass__isnull=True).exists():
        return 0
    chance, made = random.Random(2027), 0  # noqa: S311 - the same every time
    courses = Course.objects.filter(current__isnull=False).select_related("current").order_by("pk")
    for course, share in zip(courses, (1.0, 0.5, 0.35, 0.2), strict=False):
        busy = set(theirs.filter(version__course=course).values_list("learner_id", flat=True))
        free = [person for person in people if person.pk not in busy]
        taking = chance.sample(free, int(len(free) * share))
        made += _take(course.current, taking, at=at, by=by, chance=chance)
    for klass in TrainingClass.objects.filter(state=ClassState.OPEN).select_related(
        "version__course", "unit"
    ):
        made += _fill(klass, people, at=at, by=by, chance=chance)
    return made


def _take(
    version: CourseVersion | None, people: list[User], *, at: dt.datetime, by: User, chance: random.Random
) -> int:
    """Enrollments without a class in many states, some of them late."""
    if version is None:
        return 0
    lessons = [row for row in version.lessons.order_by("position") if row.kind != LessonKind.SESSION]
    states = chance.choices([state for state, _ in _SHARES], [share for _, share in _SHARES], k=len(people))
    rows = [_row(version, person, at - dt.timedelta(days=chance.randint(5, 60)), chance) for person in people]
    Enrollment.objects.bulk_create(rows, batch_size=500)
    changes = [
        EnrollmentChange(
            enrollment=row, kind=ChangeKind.ENROLLED, at=row.enrolled_at, by=by, data={"state": "active"}
        )
        for row in rows
    ]
    EnrollmentChange.objects.bulk_create(changes, batch_size=500)
    note_active(enrollments=rows, at=at)
    _learn(rows, states, lessons, at=at, chance=chance)
    _leave(
        [row for row, state in zip(rows, states, strict=True) if state == EnrollmentState.WITHDRAWN],
        at=at,
        by=by,
    )
    return len(rows)


def _row(version: CourseVersion, person: User, since: dt.datetime, chance: random.Random) -> Enrollment:
    days = version.study_days or 90
    due_on = timezone.localdate(since) + dt.timedelta(days=min(days, chance.choice((30, 45, days))))
    return Enrollment(
        learner=person,
        version=version,
        unit=person.unit,
        state=EnrollmentState.ACTIVE,
        source=chance.choice((EnrollmentSource.ASSIGNED, EnrollmentSource.SELF, EnrollmentSource.LIST)),
        enrolled_at=since,
        due_on=due_on,
    )


def _learn(
    rows: list[Enrollment],
    states: Sequence[str],
    lessons: list[LessonVersion],
    *,
    at: dt.datetime,
    chance: random.Random,
) -> None:
    """Lessons learned: all by who is to be done, some by the others."""
    progress, finished = [], []
    for row, state in zip(rows, states, strict=True):
        done = (
            len(lessons)
            if state == EnrollmentState.COMPLETED
            else chance.randint(0, max(len(lessons) - 1, 0))
        )
        row.lessons_done = done
        finished += [row] if done and state == EnrollmentState.COMPLETED else []
        for place, lesson in enumerate(lessons[:done], start=1):
            moment = row.enrolled_at + (at - row.enrolled_at) * place / (len(lessons) + 1)
            progress.append(_progress(row, lesson, moment, chance))
    Enrollment.objects.bulk_update(rows, ["lessons_done"], batch_size=500)
    LessonProgress.objects.bulk_create(progress, batch_size=500)
    for row in finished:
        complete_course_if_due(enrollment=row, at=row.enrolled_at + (at - row.enrolled_at) * 0.9)


def _progress(
    row: Enrollment, lesson: LessonVersion, moment: dt.datetime, chance: random.Random
) -> LessonProgress:
    needed = lesson.needed_seconds
    return LessonProgress(
        enrollment=row,
        lesson=lesson,
        ranges=[[0, needed]] if needed else [],
        credited_seconds=needed,
        position=needed,
        score=chance.randint(60, 100) if lesson.kind == LessonKind.QUIZ else None,
        started_at=moment,
        last_at=moment,
        completed_at=moment,
    )


def _leave(rows: list[Enrollment], *, at: dt.datetime, by: User) -> None:
    for row in rows:
        row.state, row.ended_at = EnrollmentState.WITHDRAWN, at
    Enrollment.objects.bulk_update(rows, ["state", "ended_at"], batch_size=500)
    EnrollmentChange.objects.bulk_create(
        EnrollmentChange(enrollment=row, kind=ChangeKind.WITHDRAWN, at=at, by=by, reason="岗位调整（示例）")
        for row in rows
    )
    note_changes(CountChange(row.unit_id, row.version_id, None, row.due_on, -1, 0) for row in rows)


def _fill(
    klass: TrainingClass, people: list[User], *, at: dt.datetime, by: User, chance: random.Random
) -> int:
    """Some of the people a class is for, a fifth more than it has places."""
    near = [person for person in people if person.unit and person.unit.path.startswith(klass.unit.path)]
    wanted = chance.sample(near, min(len(near), klass.capacity + klass.capacity // 5))
    made = 0
    for number, person in enumerate(wanted):
        source = EnrollmentSource.SELF if number % 5 == 0 else EnrollmentSource.ASSIGNED
        actor = None if source == EnrollmentSource.SELF else by
        try:
            enroll(learner=person, version=klass.version, klass=klass, source=source, at=at, by=actor)
        except EnrollmentError:
            continue  # takes the course already, or lacks what it asks for
        made += 1
    return made
