"""More time to finish; every extension is on record."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from training.enums import UNFINISHED, ChangeKind, TrainingAction
from training.models import Enrollment
from training.services.activating import change_cell
from training.services.locking import check_manages, lock_enrollment
from training.services.noting import note
from training.services.seats import EnrollmentError


@transaction.atomic
def extend(*, enrollment: Enrollment, due_on: dt.date, by: User, at: dt.datetime, reason: str) -> Enrollment:
    """Put off the last day of an enrollment.

    Args:
        due_on: the new last day to study; later than the present one.

    Raises:
        EnrollmentError: not in reach, over, without a last day, not later, no reason.

    Side effects:
        A change row with both days (the log of extensions), an audit row, counts.
    """
    locked = lock_enrollment(enrollment)
    check_manages(by, locked)
    if by.pk == locked.learner_id:
        raise EnrollmentError(_("不能为本人延期。"))
    if locked.state not in UNFINISHED:
        raise EnrollmentError(_("已经完成或者已经结束的报名不能延期。"))
    if locked.due_on is None:
        raise EnrollmentError(_("该报名没有截止日期，不需要延期。"))
    if due_on <= locked.due_on:
        raise EnrollmentError(_("新的截止日期须晚于原来的%(day)s。") % {"day": locked.due_on.isoformat()})
    if not reason.strip():
        raise EnrollmentError(_("请写明延期的原因。"))
    data = {"from": locked.due_on.isoformat(), "to": due_on.isoformat()}
    change_cell(locked, due_on=due_on)
    note(locked, ChangeKind.EXTENDED, TrainingAction.EXTENDED, by=by, at=at, reason=reason, data=data)
    return locked
