"""Assigning a subtree: whom it reaches, that repeating and resuming change nothing, places of a class."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.enums import Role
from common.models import Job
from tests.factories.accounts import NOON, make_unit, make_user
from tests.factories.training import make_class, make_enrollment, make_version
from training.enums import ClassState, EnrollmentSource, EnrollmentState
from training.models import AssignmentRun, Enrollment, EnrollmentChange, LearningEvent, TrainingClass
from training.selectors.assigning import preview
from training.services import assigning
from training.services.assigning import assign, assign_slice, run_assignment
from training.services.place_counts import recount
from training.services.seats import EnrollmentError

pytestmark = pytest.mark.django_db


def _done(run: AssignmentRun, size: int = 2) -> AssignmentRun:
    run_assignment(run_id=run.pk, at=NOON, size=size)
    run.refresh_from_db()
    return run


def test_the_people_of_the_subtree_the_rank_and_the_role_are_enrolled(district, other_district, trainer):
    town = make_unit("示例镇", district)
    meant = [make_user(Role.READER, unit=unit, rank="一级科员") for unit in (district, town, town)]
    make_user(Role.READER, unit=town, rank="二级科员")
    make_user(unit=town, rank="一级科员")
    make_user(Role.READER, unit=town, rank="一级科员", is_active=False)
    make_user(Role.READER, unit=other_district, rank="一级科员")
    version = make_version(study_days=30)

    run = assign(version=version, unit=district, rank="一级科员", role=Role.READER, by=trainer, at=NOON)
    assert Job.objects.filter(name="training.assign_people", kwargs={"run_id": run.pk}).count() == 1
    run = _done(run)

    assert (run.total, run.seen, run.enrolled, run.finished_at) == (3, 3, 3, NOON)
    rows = Enrollment.objects.order_by("learner_id")
    assert [row.learner for row in rows] == meant
    assert {(row.state, row.source, row.unit_id == row.learner.unit_id, row.due_on) for row in rows} == {
        (EnrollmentState.ACTIVE, EnrollmentSource.ASSIGNED, True, dt.date(2016, 12, 1))
    }
    assert {(row.assignment_id, row.assignment.by, row.enrolled_at) for row in rows} == {
        (run.pk, trainer, NOON)
    }
    assert not EnrollmentChange.objects.exists(), "the run says it for all of them"
    assert {event.key for event in LearningEvent.objects.all()} == {f"enrolled:{row.pk}" for row in rows}


def test_who_takes_or_completed_the_course_is_left_alone(district, trainer):
    version = make_version()
    later = make_version(course=version.course)
    states = {
        EnrollmentState.ACTIVE: (version, {}),
        EnrollmentState.COMPLETED: (later, {"completed_at": NOON}),
        EnrollmentState.WITHDRAWN: (later, {}),
    }
    for state, (taken, more) in states.items():
        make_enrollment(taken, learner=make_user(unit=district), state=state, **more)
    completed_before = make_enrollment(
        version, learner=make_user(unit=district), state=EnrollmentState.COMPLETED, completed_at=NOON
    )

    run = _done(assign(version=later, unit=district, by=trainer, at=NOON))

    new = Enrollment.objects.filter(assignment=run)
    withdrawn = Enrollment.objects.get(state=EnrollmentState.WITHDRAWN)
    assert {row.learner_id for row in new} == {withdrawn.learner_id, completed_before.learner_id}
    again = _done(assign(version=later, unit=district, by=trainer, at=NOON))
    assert (again.enrolled, Enrollment.objects.count()) == (0, 6)


def test_a_run_that_broke_off_goes_on_where_it_was(district, trainer, monkeypatch):
    people = [make_user(unit=district) for _ in range(7)]
    run = assign(version=make_version(), unit=district, by=trainer, at=NOON)
    assign_slice(run_id=run.pk, at=NOON, size=3)

    def broken(*_: Any, **__: Any) -> int:
        raise RuntimeError("the worker dies in the middle of a slice")

    with monkeypatch.context() as patch:
        patch.setattr(assigning, "_note_active", broken)
        with pytest.raises(RuntimeError):
            run_assignment(run_id=run.pk, at=NOON, size=3)
    assert Enrollment.objects.count() == LearningEvent.objects.count() == 3

    told: list[tuple[int, int]] = []
    run_assignment(run_id=run.pk, at=NOON, size=3, progress=lambda *numbers: told.append(numbers))
    assert told == [(6, 7), (7, 7)]
    assert run_assignment(run_id=run.pk, at=NOON) == 7
    assert (
        Enrollment.objects.values("learner").distinct().count() == Enrollment.objects.count() == len(people)
    )
    assert LearningEvent.objects.count() == 7


def test_a_class_takes_as_many_as_it_has_places_and_the_rest_waits(district, trainer):
    klass = make_class(unit=district, capacity=3)
    before = make_user(unit=district)
    make_enrollment(klass.version, learner=before)  # takes the course, without a class
    for _ in range(5):
        make_user(unit=district)
    expected = preview(version=klass.version, klass=klass, unit=district, rank="", role="")
    assert (expected.people, expected.new, expected.places, expected.waiting) == (6, 5, 3, 2)

    run = _done(assign(version=klass.version, klass=klass, unit=district, by=trainer, at=NOON))

    assert run.enrolled == 5
    assert (run.attached, run.waitlisted) == (1, 3)
    assert Enrollment.objects.filter(holds_place=True).count() == 3
    assert not recount()


def test_a_class_that_ended_since_takes_nobody_and_the_run_ends(district, trainer):
    klass = make_class(unit=district, capacity=3)
    for _ in range(5):
        make_user(unit=district)
    run = assign(version=klass.version, klass=klass, unit=district, by=trainer, at=NOON)
    assign_slice(run_id=run.pk, at=NOON, size=2)
    TrainingClass.objects.filter(pk=klass.pk).update(state=ClassState.CANCELED)

    run = _done(run)

    assert (run.enrolled, run.finished_at) == (2, NOON)
    assert klass.enrollments.count() == 2


def test_slices_are_large_only_where_nobody_waits_for_a_class(district, trainer, monkeypatch):
    monkeypatch.setattr(assigning, "SLICE", 1)
    monkeypatch.setattr(assigning, "LARGE_SLICE", 2)
    monkeypatch.setattr(assigning, "connection", SimpleNamespace(vendor="postgresql"))
    for _ in range(3):
        make_user(unit=district)
    klass = make_class(unit=district, capacity=3)
    for into, size in ((None, 2), (klass, 1)):
        version = make_version() if into is None else into.version
        run = assign(version=version, klass=into, unit=district, by=trainer, at=NOON)
        assert assign_slice(run_id=run.pk, at=NOON).seen == size


def test_out_of_reach_is_refused_and_nothing_is_written(
    city, district, other_district, district_admin, trainer
):
    with pytest.raises(EnrollmentError, match="本单位"):
        assign(version=make_version(), unit=other_district, by=district_admin, at=NOON)
    klass = make_class(unit=city)
    with pytest.raises(EnrollmentError, match="名额"):
        assign(version=klass.version, klass=klass, unit=district, by=district_admin, at=NOON)
    with pytest.raises(EnrollmentError, match="没有符合条件"):
        assign(version=make_version(), unit=district, rank="示例职级", by=trainer, at=NOON)
    assert not AssignmentRun.objects.exists()
    assert not Job.objects.filter(name="training.assign_people").exists()
