"""Lists of people to be enrolled: taking one in, confirming or dropping it, enrolling a slice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from common import jobs
from common.refusals import words_of
from training.enums import (
    FILLING,
    ChangeKind,
    EnrollmentSource,
    EnrollmentState,
    ListState,
    RowOutcome,
    TrainingAction,
)
from training.models import (
    CourseVersion,
    Enrollment,
    EnrollmentChange,
    EnrollmentListRun,
    TrainingClass,
)
from training.rules import training_path
from training.selectors.enrolling import open_enrollment
from training.services.activating import due_day, note_active
from training.services.enrolling import settle_found
from training.services.entry_checks import Entry, check_reach
from training.services.seats import EnrollmentError, let_in, list_quotas


class ListError(Exception):
    """A list cannot be taken in or confirmed; the message is for people."""


@transaction.atomic
def take_in_list(
    *,
    version: CourseVersion,
    klass: TrainingClass | None,
    name: str,
    content: bytes,
    by: User,
    at: dt.datetime,
    due_on: dt.date | None = None,
) -> EnrollmentListRun:
    """Keep an uploaded list and have it checked in the background; nobody is enrolled by it yet.

    Raises:
        ListError: the person looks after no training, or not after this class nor places in it.
    """
    path = training_path(by)
    if path is None:
        raise ListError(_("没有权限导入名单。"))
    if klass is not None:
        _check_class(klass, path)
    run = EnrollmentListRun(
        version=version, klass=klass, path=path, name=name[-160:], due_on=due_on, created_at=at, created_by=by
    )
    run.file.save("list", ContentFile(content), save=False)
    run.save()
    jobs.enqueue(jobs.JobName.IMPORT_ENROLLMENTS, run_id=run.pk)
    return run


@transaction.atomic
def confirm_list(*, run: EnrollmentListRun, by: User, at: dt.datetime) -> None:
    """Have the people of a checked list enrolled in the background.

    Raises:
        ListError: it is not checked, nobody of it can be enrolled, or its class is over.
    """
    stored = _lock(run, by)
    if stored.state != ListState.CHECKED:
        raise ListError(_("这份名单%(state)s，不能确认。") % {"state": stored.get_state_display()})
    number = stored.rows.filter(outcome=RowOutcome.READY).count()
    if not number:
        raise ListError(_("名单里没有可以导入的人。"))
    if stored.klass is not None and stored.klass.state not in FILLING:
        raise ListError(_("该班次已结班或者已取消。"))
    stored.state, stored.confirmed_at = ListState.CONFIRMED, at
    stored.save(update_fields=["state", "confirmed_at"])
    data = {"file": stored.name, "people": number, "class": stored.klass_id, "version": stored.version_id}
    auditing.record(action=TrainingAction.LIST_IMPORTED, by=by, at=at, target=stored, data=data)
    jobs.enqueue(jobs.JobName.IMPORT_ENROLLMENTS, run_id=stored.pk)
    run.state = stored.state


@transaction.atomic
def drop_list(*, run: EnrollmentListRun, by: User) -> None:
    """Drop a list that was not confirmed; its rows stay to be looked at.

    Raises:
        ListError: it is confirmed already.
    """
    stored = _lock(run, by)
    if stored.state not in (ListState.UPLOADED, ListState.CHECKED):
        raise ListError(_("这份名单%(state)s，不能放弃。") % {"state": stored.get_state_display()})
    stored.state = ListState.CANCELED
    stored.save(update_fields=["state"])
    forget_file(stored)


def forget_file(run: EnrollmentListRun) -> None:
    """Delete the uploaded file after the commit: its rows are stored, or it could not be read."""
    if not run.file:
        return
    storage, name = run.file.storage, str(run.file.name)
    run.file = ""
    run.save(update_fields=["file"])
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def enroll_listed(*, run: EnrollmentListRun, learners: Sequence[User]) -> dict[int, EnrollmentState]:
    """Enroll people of a list who are not in this version yet, all of them or none.

    They come in the order of the list. Into a class everybody comes by the waitlist, as with assignments: one
    rule decides whose place it is.

    Returns:
        What became of each, by the person's key: active or on the waitlist.

    Raises:
        EnrollmentError: the class was closed or canceled since the list was confirmed.
    """
    assert run.confirmed_at is not None  # noqa: S101 - confirm_list comes first
    is_waiting = run.klass_id is not None
    state = EnrollmentState.WAITLISTED if is_waiting else EnrollmentState.ACTIVE
    due_on = run.due_on or (
        None if is_waiting else due_day(version=run.version, klass=None, at=run.confirmed_at)
    )
    made = Enrollment.objects.bulk_create(
        [
            Enrollment(
                learner=learner,
                version_id=run.version_id,
                klass_id=run.klass_id,
                unit_id=learner.unit_id,
                state=state,
                source=EnrollmentSource.LIST,
                enrolled_at=run.confirmed_at,
                waitlisted_at=run.confirmed_at if is_waiting else None,
                due_on=due_on,
            )
            for learner in learners
        ],
        batch_size=500,
    )
    data = {"state": state.value, "list": run.pk}
    changes = [
        EnrollmentChange(
            enrollment=row, kind=ChangeKind.ENROLLED, at=run.confirmed_at, by_id=run.created_by_id, data=data
        )
        for row in made
    ]
    EnrollmentChange.objects.bulk_create(changes, batch_size=500)
    if run.klass_id is None:
        note_active(enrollments=made, at=run.confirmed_at)
        return {row.learner_id: EnrollmentState.ACTIVE for row in made}
    let_in(klass_id=run.klass_id, at=run.confirmed_at)
    states = Enrollment.objects.filter(pk__in=[row.pk for row in made]).values_list("learner_id", "state")
    return {learner_id: EnrollmentState(state) for learner_id, state in states}


def attach_listed(*, run: EnrollmentListRun, learner: User) -> tuple[RowOutcome, str]:
    """Somebody who is in this version already: into the class where there is none yet, else left alone.

    Nobody is newly enrolled here: the caller may have the class locked, and enrollments are added before it.

    Returns:
        What came of it, and why not.
    """
    at = run.confirmed_at or run.created_at
    entry = Entry(learner, run.version, run.klass, EnrollmentSource.LIST, at, run.created_by, run.due_on)
    try:
        with transaction.atomic():
            check_reach(entry)
            found = open_enrollment(learner=learner, version=run.version)
            if found is None:
                raise EnrollmentError(_("该报名刚刚有变动，请重新查看。"))
            found = settle_found(found, entry)
    except EnrollmentError as error:
        return RowOutcome.ERROR, words_of(error)
    return RowOutcome.ENROLLED, _("原已在学，编入本班") if found.klass_id == run.klass_id else ""


def _lock(run: EnrollmentListRun, by: User) -> EnrollmentListRun:
    rows = EnrollmentListRun.objects.select_for_update(of=("self",)).select_related("klass")
    stored = rows.get(pk=run.pk)
    path = training_path(by)
    if path is None or not stored.path.startswith(path):
        raise ListError(_("没有权限办理这份名单。"))
    return stored


def _check_class(klass: TrainingClass, path: str) -> None:
    if klass.state not in FILLING:
        raise ListError(_("该班次已结班或者已取消。"))
    if klass.unit.path.startswith(path):
        return
    if not any(quota.unit.path.startswith(path) for quota in list_quotas(klass.pk)):
        raise ListError(_("该班次不由本单位主办，也没有给本单位的名额。"))
