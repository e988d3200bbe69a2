"""Leave from a class, and what follows where it goes beyond the limit.

干部教育培训工作条例 (2023) article 15: who is on leave for more than a seventh of the hours has to withdraw.
The figure is read from the rule table in force (``leave_one_in``). The portal flags it; a trainer confirms,
with the figures before the eyes (docs/decisions/0021-hours.md).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from common.refusals import words_of
from training.enums import AttendanceOutcome, ClassState, EnrollmentState, TrainingAction
from training.models import ClassSession, Enrollment, LeaveRecord
from training.rules import may_manage
from training.selectors.leaves import LeaveStanding, leave_standing
from training.services.attending import mark
from training.services.locking import lock_enrollment
from training.services.withdrawing import withdraw


class LeaveError(Exception):
    """Why leave cannot be recorded; the message is shown."""


@transaction.atomic
def grant_leave(
    *,
    enrollment: Enrollment,
    by: User,
    at: dt.datetime,
    reason: str,
    session: ClassSession | None = None,
    hours: Decimal | None = None,
) -> LeaveRecord:
    """Record leave from one line of the timetable, or of so many hours.

    Raises:
        LeaveError: not in a class that goes on, not within reach, no reason, no hours, or recorded before.

    Side effects:
        The attendance of the session says leave; an audit record with the leave there is now.
    """
    locked = _lock(enrollment, by)
    if not reason.strip():
        raise LeaveError(_("请填写请假原因。"))
    if session is not None:
        if session.klass_id != locked.klass_id:
            raise LeaveError(_("这一节课不在该班的课程表里。"))
        if locked.leaves.filter(session=session, canceled_at__isnull=True).exists():
            raise LeaveError(_("这一节课已经登记过请假。"))
        hours = session.hours
        _mark(session, locked, AttendanceOutcome.LEAVE, by=by, at=at, reason=reason)
    if hours is None or hours <= 0:
        raise LeaveError(_("请填写请假学时；课程表上没有学时的，先补课程表。"))
    record = LeaveRecord.objects.create(
        enrollment=locked,
        session=session,
        hours=hours,
        reason=reason.strip()[:200],
        approved_at=at,
        approved_by=by,
    )
    _note(locked, by=by, at=at, data={"leave": record.pk, "hours": str(hours), "reason": record.reason})
    return record


@transaction.atomic
def cancel_leave(*, leave: LeaveRecord, by: User, at: dt.datetime) -> None:
    """销假: the person was or will be there after all. The record stays, canceled.

    A session that has begun is marked as attended; one to come, when the person checks in.

    Raises:
        LeaveError: not within reach, or the class is closed.
    """
    locked = _lock(leave.enrollment, by)
    found = LeaveRecord.objects.select_for_update().get(pk=leave.pk)
    if found.canceled_at is None:
        found.canceled_at, found.canceled_by = at, by
        found.save(update_fields=["canceled_at", "canceled_by"])
        if found.session is not None and found.session.starts_at <= at:
            _mark(found.session, locked, AttendanceOutcome.PRESENT, by=by, at=at, reason=_("销假"))
        _note(locked, by=by, at=at, data={"leave": leave.pk, "canceled": True})


@transaction.atomic
def withdraw_for_leave(*, enrollment: Enrollment, by: User, at: dt.datetime) -> LeaveStanding:
    """按规定退学: end the enrollment of somebody whose leave is beyond the limit, with the figures as reason.

    Raises:
        LeaveError: the leave is not beyond the limit, or the enrollment is not the person's to manage.
    """
    locked = _lock(enrollment, by)
    standing = leave_standing(locked, on=timezone.localdate(at))
    if not standing.must_withdraw:
        raise LeaveError(_("请假没有超过规定，不能据此退学。"))
    withdraw(enrollment=locked, by=by, at=at, reason=standing.said)
    return standing


def _lock(enrollment: Enrollment, by: User) -> Enrollment:
    locked = lock_enrollment(enrollment)
    klass = locked.klass
    if klass is None or not may_manage(by, klass.unit):
        raise LeaveError(_("该班次不在您的管理范围内。"))
    if klass.state in (ClassState.CLOSED, ClassState.CANCELED):
        raise LeaveError(_("班次已经结束，不能再登记请假。"))
    if locked.state != EnrollmentState.ACTIVE:
        raise LeaveError(_("该学员不在学，不能登记请假。"))
    return locked


def _mark(
    session: ClassSession,
    enrollment: Enrollment,
    outcome: AttendanceOutcome,
    *,
    by: User,
    at: dt.datetime,
    reason: str,
) -> None:
    try:
        mark(session=session, enrollments=[enrollment.pk], outcome=outcome, by=by, at=at, reason=reason)
    except ValidationError as error:
        raise LeaveError(words_of(error)) from error


def _note(enrollment: Enrollment, *, by: User, at: dt.datetime, data: dict[str, object]) -> None:
    standing = leave_standing(enrollment, on=timezone.localdate(at))
    figures = {"of": str(standing.total), "on_leave": str(standing.leave), "learner": enrollment.learner_id}
    auditing.record(
        action=TrainingAction.LEAVE_RECORDED, by=by, at=at, target=enrollment, data={**data, **figures}
    )
