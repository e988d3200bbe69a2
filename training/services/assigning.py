"""Assigning many people at once (组织指派): set by set in the database, as a job that can be resumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import OrgUnit, User
from accounts.services import auditing
from common import jobs
from training.enums import FILLING, EnrollmentSource, EnrollmentState, EventKind, TrainingAction
from training.models import (
    AssignmentRun,
    CourseVersion,
    Enrollment,
    TrainingClass,
)
from training.rules import may_manage
from training.selectors.assigning import people_of, taking_without_class, without_the_course
from training.services.activating import due_day
from training.services.bulk_sql import insert_from
from training.services.many import note_counts, record_of
from training.services.seats import EnrollmentError, attach, let_in, list_quotas, nearest_quota

# So many people in one transaction. On SQLite nobody else writes meanwhile; elsewhere fewer transactions
# count the people of a unit in fewer pieces, but into a class people come while others wait for its row.
SLICE, LARGE_SLICE = 5_000, 20_000


@transaction.atomic
def assign(
    *,
    version: CourseVersion,
    unit: OrgUnit,
    by: User,
    at: dt.datetime,
    klass: TrainingClass | None = None,
    rank: str = "",
    role: str = "",
    due_on: dt.date | None = None,
) -> AssignmentRun:
    """Have the people of a subtree enrolled in the background, those of a rank and a role where given.

    Who takes the course already, or has completed this version, is left alone; who takes it without a class
    comes into ``klass`` while there are places. Who finds no place waits.

    Raises:
        EnrollmentError: the unit or the class is out of reach, the class is over, nobody is meant.

    Side effects:
        An audit row; the job.
    """
    _check(version=version, klass=klass, unit=unit, by=by)
    total = people_of(unit=unit, rank=rank, role=role).count()
    if total == 0:
        raise EnrollmentError(_("没有符合条件的人员。"))
    run = AssignmentRun.objects.create(
        version=version,
        klass=klass,
        unit=unit,
        rank=rank,
        role=role,
        due_on=due_on,
        by=by,
        at=at,
        total=total,
    )
    data = {
        "unit": unit.pk,
        "rank": rank,
        "role": role,
        "class": klass.pk if klass else None,
        "people": total,
    }
    auditing.record(action=TrainingAction.ASSIGNED, by=by, at=at, target=run, data=data)
    jobs.enqueue(jobs.JobName.ASSIGN_PEOPLE, run_id=run.pk)
    return run


def _check(*, version: CourseVersion, klass: TrainingClass | None, unit: OrgUnit, by: User) -> None:
    if not may_manage(by, unit):
        raise EnrollmentError(_("只能指派本单位及所属单位的人员。"))
    if klass is None:
        return
    if klass.version_id != version.pk or klass.state not in FILLING:
        raise EnrollmentError(_("该班次不是这一版课程的班次，或者已结班、已取消。"))
    if not may_manage(by, klass.unit):
        quota = nearest_quota(list_quotas(klass.pk), unit)
        if quota is None or not may_manage(by, quota.unit):
            raise EnrollmentError(_("该班次不由本单位主办，也没有给本单位的名额。"))


def run_assignment(
    *, run_id: int, at: dt.datetime, progress: Callable[[int, int], None] | None = None, size: int = 0
) -> int:
    """Do what is left of an assignment.

    Args:
        progress: told how many people were looked at and how many there are, after each slice.
        size: people in a slice; 0: what suits the database and the assignment.

    Returns:
        How many people it enrolled in all.
    """
    while True:
        run = assign_slice(run_id=run_id, at=at, size=size)
        if progress is not None:
            progress(run.seen, max(run.total, run.seen))
        if run.finished_at is not None:
            return run.enrolled


@transaction.atomic
def assign_slice(*, run_id: int, at: dt.datetime, size: int = 0) -> AssignmentRun:
    """Enroll the next people by id; all that belongs to them, and how far it is, in one transaction.

    A class that was closed or canceled meanwhile takes nobody of it: the run ends there.
    """
    run = (
        AssignmentRun.objects.select_for_update(of=("self",))
        .select_related("version", "klass", "unit")
        .get(pk=run_id)
    )
    if run.finished_at is not None:
        return run
    size = size or _size_for(run)
    people = people_of(unit=run.unit, rank=run.rank, role=run.role).filter(pk__gt=run.cursor)
    ids = people.order_by("pk").values_list("pk", flat=True)
    last = ids[size - 1 : size].first()
    people = people.filter(pk__lte=last) if last is not None else people
    run.seen += people.count()
    if run.klass_id is None:
        run.enrolled += _enroll(run, people)
    elif not _fill(run, people, at=at):
        last = None
    if last is None:
        run.finished_at = at
    else:
        run.cursor = last
    run.save(update_fields=["seen", "enrolled", "attached", "waitlisted", "cursor", "finished_at"])
    return run


def _size_for(run: AssignmentRun) -> int:
    return SLICE if connection.vendor == "sqlite" or run.klass_id is not None else LARGE_SLICE


def _fill(run: AssignmentRun, people: Any, *, at: dt.datetime) -> bool:
    """Bring people into the class; whether it still takes any."""
    try:
        with transaction.atomic():
            run.enrolled += _enroll(run, people)
    except EnrollmentError:
        return False
    run.attached += _attach(run, people, at=at)
    run.waitlisted = Enrollment.objects.filter(assignment=run, state=EnrollmentState.WAITLISTED).count()
    return True


def _enroll(run: AssignmentRun, people: Any) -> int:
    """New enrollments, and what follows from being active.

    That they came to be is said by the run, which each of them names: no change row repeats it for everybody.
    """
    # Into a class everybody comes by the waitlist: one rule decides whose place it is.
    state = EnrollmentState.WAITLISTED if run.klass is not None else EnrollmentState.ACTIVE
    alone = None if run.klass_id else due_day(version=run.version, klass=None, at=run.at)
    due_on = run.due_on or alone
    new = without_the_course(people, run.version)
    number = insert_from(Enrollment, new, _columns(run, state=state, due_on=due_on))
    mine = Enrollment.objects.filter(assignment=run, learner_id__gt=run.cursor)
    if run.klass_id is not None:
        let_in(klass_id=run.klass_id, at=run.at)
    else:
        _note_active(run, mine)
    return number


def _columns(run: AssignmentRun, *, state: EnrollmentState, due_on: dt.date | None) -> dict[str, Any]:
    return {
        "learner": F("pk"),
        "version": run.version_id,
        "klass": run.klass_id,
        "unit": F("unit_id"),
        "state": state,
        "source": EnrollmentSource.ASSIGNED,
        "assignment": run.pk,
        "enrolled_at": run.at,
        "waitlisted_at": run.at if state == EnrollmentState.WAITLISTED else None,
        "due_on": due_on,
    }


def _note_active(run: AssignmentRun, mine: Any) -> None:
    record_of(mine, kind=EventKind.ENROLLED, at=run.at)
    note_counts(mine, enrolled=1)


def _attach(run: AssignmentRun, people: Any, *, at: dt.datetime) -> int:
    """Give places that are left to those who took the course without a class before."""
    klass = TrainingClass.objects.filter(pk=run.klass_id).first() if run.klass_id is not None else None
    free = klass.capacity - klass.taken if klass is not None else 0
    if klass is None or free <= 0:
        return 0
    rows = (
        taking_without_class(run.version)
        .filter(learner__in=people)
        .select_related("unit")
        .order_by("learner_id")
    )
    return sum(
        attach(enrollment=enrollment, klass=klass, by_id=run.by_id, at=at, data={"run": run.pk})
        for enrollment in rows.select_for_update(of=("self",), no_key=True)[:free]
    )
