"""Approval in two steps: the learner's own unit, then who gives the course or class."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from training.enums import PENDING, ChangeKind, EnrollmentState, ReminderKind, TrainingAction
from training.models import Enrollment, EnrollmentChange
from training.rules import may_manage
from training.services.activating import activate
from training.services.locking import lock_enrollment, organizer_of
from training.services.noticing import tell
from training.services.seats import EnrollmentError, check_filling, take_place
from training.services.withdrawing import end


@transaction.atomic
def approve(*, enrollment: Enrollment, by: User, at: dt.datetime, reason: str = "") -> Enrollment:
    """Approve the step an enrollment waits for; after the second the learner has a place, or waits for one.

    Who manages the organizing unit too approves both steps at once: a second visit would ask the same person.

    Raises:
        EnrollmentError: it does not wait for approval, is one's own, is not in reach, or the class is over.

    Side effects:
        A change row for each step, an audit row; on becoming active event and counts. After the second step
        the learner is told.
    """
    locked = _check(enrollment, by=by)
    if locked.klass is not None:
        check_filling(locked.klass.state)
    if locked.state == EnrollmentState.PENDING_UNIT:
        _note(locked, by=by, at=at, kind=ChangeKind.APPROVED, reason=reason, level="unit")
        locked.state = EnrollmentState.PENDING_ORGANIZER
    if may_manage(by, organizer_of(locked)):
        _note(locked, by=by, at=at, kind=ChangeKind.APPROVED, reason=reason, level="organizer")
        _admit(locked, at=at)
        is_in = locked.state == EnrollmentState.ACTIVE
        tell(enrollments=[locked], kind=ReminderKind.APPROVED if is_in else ReminderKind.WAITLISTED, at=at)
    else:
        locked.save(update_fields=["state"])
    data = {"learner": locked.learner_id, "state": locked.state}
    auditing.record(action=TrainingAction.APPROVED, by=by, at=at, target=locked, data=data)
    return locked


@transaction.atomic
def reject(*, enrollment: Enrollment, by: User, at: dt.datetime, reason: str) -> Enrollment:
    """Refuse an enrollment that waits for approval; the person is told why, and may enroll again.

    Raises:
        EnrollmentError: it does not wait, is one's own, is not in reach, or no reason is given.
    """
    locked = _check(enrollment, by=by)
    if not reason.strip():
        raise EnrollmentError(_("请写明不通过的原因。"))
    level = "unit" if locked.state == EnrollmentState.PENDING_UNIT else "organizer"
    end(locked, state=EnrollmentState.REJECTED, at=at)
    _note(locked, by=by, at=at, kind=ChangeKind.REJECTED, reason=reason, level=level)
    tell(enrollments=[locked], kind=ReminderKind.REJECTED, at=at)
    data = {"learner": locked.learner_id, "state": locked.state, "reason": reason.strip()[:200]}
    auditing.record(action=TrainingAction.APPROVED, by=by, at=at, target=locked, data=data)
    return locked


def may_decide(by: User, enrollment: Enrollment) -> bool:
    """Whether the step an enrollment waits for is this person's."""
    if enrollment.state not in PENDING or by.pk == enrollment.learner_id:
        return False
    if enrollment.state == EnrollmentState.PENDING_UNIT and may_manage(by, enrollment.unit):
        return True
    return enrollment.state == EnrollmentState.PENDING_ORGANIZER and may_manage(by, organizer_of(enrollment))


def _check(enrollment: Enrollment, *, by: User) -> Enrollment:
    locked = lock_enrollment(enrollment)
    if locked.state not in PENDING:
        raise EnrollmentError(_("该报名已经审核过，或者已经退出。"))
    if by.pk == locked.learner_id:
        raise EnrollmentError(_("不能审核本人的报名。"))
    if not may_decide(by, locked):
        raise EnrollmentError(_("该报名不由您审核。"))
    return locked


def _admit(locked: Enrollment, *, at: dt.datetime) -> None:
    """Give an approved person what there is: the course, a place, or a place on the waitlist."""
    if locked.klass_id is not None:
        place = take_place(klass_id=locked.klass_id, unit=locked.unit)
        if place is None:
            locked.state, locked.waitlisted_at = EnrollmentState.WAITLISTED, at
            locked.save(update_fields=["state", "waitlisted_at"])
            EnrollmentChange.objects.create(enrollment=locked, kind=ChangeKind.WAITLISTED, at=at)
            return
        locked.holds_place, locked.quota_id = True, place.quota_id
    locked.state = EnrollmentState.ACTIVE
    activate(enrollments=[locked], at=at)


def _note(
    locked: Enrollment, *, by: User, at: dt.datetime, kind: ChangeKind, reason: str, level: str
) -> None:
    EnrollmentChange.objects.create(
        enrollment=locked, kind=kind, at=at, by=by, reason=reason.strip()[:200], data={"level": level}
    )
