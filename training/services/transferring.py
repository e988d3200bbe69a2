"""From one class into another of the same course: either both places move, or none."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from training.enums import FILLING, ChangeKind, EnrollmentState, ReminderKind, TrainingAction
from training.models import Enrollment, TrainingClass
from training.services.activating import activate, change_cell
from training.services.locking import check_manages, lock_enrollment
from training.services.noticing import tell
from training.services.noting import note
from training.services.seats import EnrollmentError, give_back_place, promote_waiting, take_place


@transaction.atomic
def transfer(
    *, enrollment: Enrollment, klass: TrainingClass, by: User, at: dt.datetime, reason: str = ""
) -> Enrollment:
    """Move an active or waiting enrollment into a class of the same course version that has a place.

    Raises:
        EnrollmentError: not in reach, other course, class over, no place there: the old place is kept then.

    Side effects:
        The old place goes to who waits for it; a change row, an audit row, counts. Who was
        waiting and studies from now on is told.
    """
    locked = lock_enrollment(enrollment, also=klass)
    target = TrainingClass.objects.get(pk=klass.pk)
    check_manages(by, locked)
    if locked.klass_id == target.pk:
        return locked
    if locked.state not in (EnrollmentState.ACTIVE, EnrollmentState.WAITLISTED):
        raise EnrollmentError(_("只有在学或者候补的人员可以转班。"))
    if target.version_id != locked.version_id or target.state not in FILLING:
        raise EnrollmentError(_("只能转入同一版课程的、没有结班或取消的班次。"))
    place = take_place(klass_id=target.pk, unit=locked.unit)
    if place is None:
        raise EnrollmentError(_("“%(name)s”名额已满，原有位置保留。") % {"name": target.name})
    former = _move(locked, target, quota_id=place.quota_id, at=at)
    data = {"from": former, "to": target.pk}
    note(locked, ChangeKind.TRANSFERRED, TrainingAction.TRANSFERRED, by=by, at=at, reason=reason, data=data)
    return locked


def _move(locked: Enrollment, target: TrainingClass, *, quota_id: int | None, at: dt.datetime) -> int | None:
    """Give back the old place and hold the new one; returns the former class."""
    former, had_place = locked.klass, locked.holds_place
    give_back_place(enrollment=locked)
    if locked.state == EnrollmentState.WAITLISTED:
        locked.state, locked.klass, locked.holds_place = EnrollmentState.ACTIVE, target, True
        locked.quota_id = quota_id
        activate(enrollments=[locked], at=at)
        tell(enrollments=[locked], kind=ReminderKind.PROMOTED, at=at)
    else:
        due_on = target.ends_on if former is None or locked.due_on == former.ends_on else locked.due_on
        change_cell(locked, klass=target, holds_place=True, quota_id=quota_id, due_on=due_on)
    if former is not None and had_place:
        promote_waiting(klass_id=former.pk, at=at)
    return former.pk if former is not None else None
