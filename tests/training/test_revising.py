"""A new version of a course: who goes on in it, who comes back, what is kept; completions stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.factories.accounts import NOON, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import (
    ChangeKind,
    ClassState,
    EnrollmentSource,
    EnrollmentState,
    LessonKind,
    VersionPolicy,
)
from training.models import (
    ClassSession,
    Completion,
    CourseVersion,
    Enrollment,
    EnrollmentChange,
    LessonProgress,
    LessonVersion,
    RevisionRun,
)
from training.services import revising
from training.services.completing import complete_lesson
from training.services.revising import apply_policy, revise_slice

pytestmark = pytest.mark.django_db
BY = dt.date(2017, 3, 31)


def _next(version: CourseVersion, policy: VersionPolicy, changed: set[int], **fields: Any) -> CourseVersion:
    """The next version, in which the lessons at these positions are other ones to learn."""
    new = CourseVersion.objects.create(
        course=version.course, number=version.number + 1, title=version.title, published_at=NOON,
        policy=policy, digest="示例", hours=1, **{"rules": version.rules, "retrain_by": BY, **fields},
    )  # fmt: skip
    for row in version.lessons.all():
        position = row.position
        LessonVersion.objects.create(
            version=new, lesson=row.lesson, position=position, kind=row.kind, title=row.title,
            seconds=row.seconds, needed_seconds=row.needed_seconds,
            digest="changed" if position in changed else row.digest,
        )  # fmt: skip
    return new


@pytest.fixture
def version() -> CourseVersion:
    """Three required articles."""
    return make_version(LessonKind.ARTICLE, LessonKind.ARTICLE, LessonKind.ARTICLE)


def _studies(version: CourseVersion, *, lessons: int, **fields: Any) -> Enrollment:
    enrollment = make_enrollment(version, **fields)
    for lesson in version.lessons.all()[:lessons]:
        complete_lesson(enrollment=enrollment, lesson=lesson, at=NOON)
    enrollment.refresh_from_db()
    return enrollment


def test_leave_changes_nothing(version):
    enrollment = _studies(version, lessons=1)
    assert apply_policy(version_id=_next(version, VersionPolicy.LEAVE, {1}).pk, at=NOON) == 0
    enrollment.refresh_from_db()
    assert enrollment.version == version
    assert not RevisionRun.objects.exists()


def test_who_is_not_finished_keeps_what_did_not_change(version, district):
    klass = make_class(version, unit=district, taken=1)
    over = make_class(version, unit=district, state=ClassState.CLOSED, closed_at=NOON)
    session = ClassSession.objects.create(
        klass=klass,
        lesson=version.lessons.first(),
        title="示例",
        starts_at=NOON,
        ends_at=NOON + dt.timedelta(hours=1),
    )
    enrollment = _studies(version, lessons=2, klass=klass, holds_place=True, due_on=dt.date(2016, 12, 1))
    new = _next(version, VersionPolicy.CHANGED, {2})

    assert apply_policy(version_id=new.pk, at=NOON) == 1

    enrollment.refresh_from_db()
    assert (enrollment.version, enrollment.lessons_done, enrollment.due_on) == (new, 1, BY)
    assert set(enrollment.progress.values_list("lesson__version__number", "lesson__position")) == {
        (2, 1),
        (1, 2),
    }
    change = enrollment.changes.last()
    assert (change.kind, change.data["from"], change.data["to"]) == (
        ChangeKind.MOVED_VERSION, version.pk, new.pk,
    )  # fmt: skip
    for each, expected in ((klass, new), (over, version)):
        each.refresh_from_db()
        assert each.version == expected
    session.refresh_from_db()
    assert session.lesson == new.lessons.first()
    # What was learned of the old second lesson does not complete the new one.
    complete_lesson(enrollment=enrollment, lesson=new.lessons.get(position=3), at=NOON)
    assert not Completion.objects.exists()
    complete_lesson(enrollment=enrollment, lesson=new.lessons.get(position=2), at=NOON)
    assert Completion.objects.get().version == new


def test_who_has_completed_learns_only_what_changed_by_the_day(version, district):
    person = make_user(unit=district)
    done = _studies(version, lessons=3, learner=person)
    completion = Completion.objects.get()
    new = _next(version, VersionPolicy.CHANGED, {3})

    assert apply_policy(version_id=new.pk, at=NOON) == 1

    again = Enrollment.objects.get(version=new)
    assert (again.learner, again.source, again.due_on, again.lessons_done, again.unit) == (
        person, EnrollmentSource.RETRAINING, BY, 2, district,
    )  # fmt: skip
    assert list(again.progress.values_list("lesson__position", flat=True).order_by("lesson__position")) == [
        1,
        2,
    ]
    assert list(again.changes.values_list("kind", flat=True)) == [ChangeKind.ENROLLED]
    done.refresh_from_db()
    assert (done.state, done.version, list(Completion.objects.all())) == ("completed", version, [completion])
    complete_lesson(enrollment=again, lesson=new.lessons.get(position=3), at=NOON)
    assert Completion.objects.count() == 2


def test_who_has_completed_is_left_alone_where_nothing_required_is_new(version):
    _studies(version, lessons=3)
    assert apply_policy(version_id=_next(version, VersionPolicy.CHANGED, set()).pk, at=NOON) == 0


def test_retraining_keeps_nothing(version):
    unfinished, finished = _studies(version, lessons=1), _studies(version, lessons=3)
    new = _next(version, VersionPolicy.RETRAIN, set())

    assert apply_policy(version_id=new.pk, at=NOON) == 2

    unfinished.refresh_from_db()
    again = Enrollment.objects.get(learner=finished.learner, version=new)
    for enrollment in (unfinished, again):
        assert (enrollment.version, enrollment.lessons_done, enrollment.due_on) == (new, 0, BY)
    assert Completion.objects.count() == 1
    assert not LessonProgress.objects.filter(lesson__version=new).exists()


def test_a_version_that_asks_for_less_completes_who_has_learned_enough(version):
    enrollment = _studies(version, lessons=2)
    keys = version.rules["required"][:2]
    new = _next(version, VersionPolicy.CHANGED, set(), rules={**version.rules, "required": keys})
    apply_policy(version_id=new.pk, at=NOON)
    enrollment.refresh_from_db()
    assert enrollment.state == EnrollmentState.COMPLETED
    assert Completion.objects.get().version == new


def test_a_third_version_asks_who_completed_the_second_nothing_for_the_first(version):
    person = make_user()
    _studies(version, lessons=3, learner=person)
    second = _next(version, VersionPolicy.CHANGED, {3})
    _studies(second, lessons=3, learner=person)
    third = _next(second, VersionPolicy.CHANGED, set())
    assert apply_policy(version_id=third.pk, at=NOON) == 0


def test_a_run_that_broke_off_goes_on_and_doubles_nothing(version, monkeypatch):
    for number in range(6):
        _studies(version, lessons=3 if number % 2 else 1)
    new = _next(version, VersionPolicy.CHANGED, {1})

    def broken(*_: Any, **__: Any) -> int:
        raise RuntimeError("the worker dies in the middle of a slice")

    with monkeypatch.context() as patch:
        patch.setattr(revising, "_retrain", broken)
        with pytest.raises(RuntimeError):
            apply_policy(version_id=new.pk, at=NOON, size=2)
    assert not EnrollmentChange.objects.filter(kind=ChangeKind.MOVED_VERSION).exists()
    revise_slice(run_id=RevisionRun.objects.get().pk, at=NOON, size=2)

    assert apply_policy(version_id=new.pk, at=NOON, size=2) == 6
    assert apply_policy(version_id=new.pk, at=NOON, size=2) == 6
    run = RevisionRun.objects.get()
    assert (run.seen, run.total, run.moved, run.retrained) == (6, 6, 3, 3)
    assert Enrollment.objects.filter(version=new).count() == 6
    assert EnrollmentChange.objects.filter(kind=ChangeKind.MOVED_VERSION).count() == 3
