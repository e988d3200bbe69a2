"""Enrolling one person in a course or a class; many at once are ``assigning``'s."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from training.enums import (
    ChangeKind,
    EnrollmentMode,
    EnrollmentSource,
    EnrollmentState,
    TrainingAction,
)
from training.models import CourseVersion, Enrollment, EnrollmentChange, Invitation, TrainingClass
from training.selectors.enrolling import open_enrollment
from training.services.activating import due_day, note_active
from training.services.entry_checks import Entry, check_entry, check_reach
from training.services.locking import lock_enrollment
from training.services.seats import (
    EnrollmentError,
    attach,
    let_in,
    take_place,
)


def enroll(
    *,
    learner: User,
    version: CourseVersion,
    source: EnrollmentSource,
    at: dt.datetime,
    klass: TrainingClass | None = None,
    by: User | None = None,
    due_on: dt.date | None = None,
    invitation: Invitation | None = None,
) -> Enrollment:
    """Enroll a person, as far as is possible now: active, on the waitlist, or waiting for approval.

    Repeating it changes nothing: who has an enrollment in the course keeps it, and only comes into ``klass``
    where it was without a class.

    Args:
        source: ``SELF`` and ``INVITATION`` ask for windows and prerequisites; the others are decided by the
            organisation and do not wait for approval.
        by: who does it for the learner; None: the learner.
        due_on: the last day to study; else that of the class, or after the version's study days.

    Returns:
        The enrollment, new or as it was found.

    Raises:
        EnrollmentError: not open, not in reach, prerequisites missing, no place for who studies already.

    Side effects:
        A change row, an audit row where somebody else did it; for an active one event and counts.
    """
    entry = Entry(learner, version, klass, EnrollmentSource(source), at, by or learner, due_on, invitation)
    check_reach(entry)
    for state in _tried(entry):
        try:
            with transaction.atomic():
                return settle_found(found, entry) if (found := _found(entry)) else _enter(entry, state)
        except _FullError:
            continue
        except IntegrityError:  # somebody has just enrolled the same person
            if found := _found(entry):
                return found
            raise
    raise AssertionError("the waitlist takes everybody")


def _found(entry: Entry) -> Enrollment | None:
    return open_enrollment(learner=entry.learner, version=entry.version)


def _use(entry: Entry) -> None:
    """One use of the link less, unless another person has just had the last, or it was just revoked.

    Who comes by a link without a limit writes nothing: the others that come by it need not wait.
    """
    if entry.invitation is None:
        return
    good = Invitation.objects.filter(pk=entry.invitation.pk, revoked_at__isnull=True, expires_at__gt=entry.at)
    if entry.invitation.uses_left is None:
        if not good.exists():
            raise EnrollmentError(_("邀请链接无效。"))
    elif not good.filter(uses_left__gt=0).update(uses_left=F("uses_left") - 1):
        raise EnrollmentError(_("邀请链接的使用次数已用完。"))


def _tried(entry: Entry) -> tuple[EnrollmentState, ...]:
    """What a new enrollment may be, in the order of trying, each in a transaction of its own."""
    waits_for = _approval(entry)
    if waits_for is not None:
        return (waits_for,)
    if entry.klass is None:
        return (EnrollmentState.ACTIVE,)
    if entry.klass.taken < entry.klass.capacity:  # as it was read: either answer is right, one is quicker
        return (EnrollmentState.ACTIVE, EnrollmentState.WAITLISTED)
    return (EnrollmentState.WAITLISTED,)


def _enter(entry: Entry, state: EnrollmentState) -> Enrollment:
    check_entry(entry)
    _use(entry)
    enrollment = _add(entry, state=state)
    # The row of a class everybody wants is locked last, for as few statements as can be.
    if enrollment.holds_place:
        _take_last(enrollment)
    elif state == EnrollmentState.WAITLISTED and let_in(klass_id=enrollment.klass_id or 0, at=entry.at):
        enrollment.refresh_from_db()
    # Who waits was perhaps let in at once: the audit row says what came of it.
    _audit(enrollment, entry, TrainingAction.ENROLLED)
    return enrollment


class _FullError(Exception):
    """The pool had no place left."""


def _approval(entry: Entry) -> EnrollmentState | None:
    """Whose approval is needed, None for none: only who comes by oneself may need it."""
    if entry.source != EnrollmentSource.SELF:
        return None
    page = entry.version.course.page
    mode = entry.klass.enrollment_mode if entry.klass is not None else page.enrollment_mode if page else None
    if mode != EnrollmentMode.APPROVAL:
        return None
    return EnrollmentState.PENDING_UNIT if entry.unit is not None else EnrollmentState.PENDING_ORGANIZER


def _add(entry: Entry, *, state: EnrollmentState) -> Enrollment:
    """Write an enrollment and what goes with its state, but for its place."""
    active = state == EnrollmentState.ACTIVE
    enrollment = Enrollment.objects.create(
        learner=entry.learner,
        version=entry.version,
        klass=entry.klass,
        unit=entry.unit,
        state=state,
        source=entry.source,
        holds_place=active and entry.klass is not None,
        enrolled_at=entry.at,
        waitlisted_at=entry.at if state == EnrollmentState.WAITLISTED else None,
        due_on=entry.due_on
        or (due_day(version=entry.version, klass=entry.klass, at=entry.at) if active else None),
    )
    kinds = [ChangeKind.ENROLLED, *([ChangeKind.WAITLISTED] if state == EnrollmentState.WAITLISTED else [])]
    EnrollmentChange.objects.bulk_create(
        EnrollmentChange(enrollment=enrollment, kind=kind, at=entry.at, by=entry.by, data={"state": state})
        for kind in kinds
    )
    if active:
        note_active(enrollments=[enrollment], at=entry.at)
    return enrollment


def _take_last(enrollment: Enrollment) -> None:
    place = take_place(klass_id=enrollment.klass_id or 0, unit=enrollment.unit)
    if place is None:
        raise _FullError
    if place.quota_id is not None:
        enrollment.quota_id = place.quota_id
        enrollment.save(update_fields=["quota"])


def settle_found(found: Enrollment, entry: Entry) -> Enrollment:
    """Somebody who has an enrollment enrolls again: it stays; one without a class comes into ``klass``.

    Raises:
        EnrollmentError: not into this class, not now, or it has no place.
    """
    klass = entry.klass
    if klass is None or found.klass_id == klass.pk or found.state == EnrollmentState.COMPLETED:
        return found
    if found.version_id != entry.version.pk:
        raise EnrollmentError(_("您仍在学习该课程的另一版本，不能进入这个班次。"))
    if found.klass_id is not None:
        raise EnrollmentError(_("已在班次“%(name)s”中，请办理转班。") % {"name": found.klass})
    if found.state != EnrollmentState.ACTIVE:
        raise EnrollmentError(_("已有报名正在审核，请先退出原报名。"))
    check_entry(entry)
    _use(entry)
    return _attach(found, klass, entry)


def _attach(found: Enrollment, klass: TrainingClass, entry: Entry) -> Enrollment:
    """Give a person who studies without a class a place in one."""
    if _approval(entry) is not None:
        raise EnrollmentError(_("该班次须经审核，已在学人员请联系本单位培训管理员办理。"))
    locked = lock_enrollment(found, also=klass)
    if locked.state != EnrollmentState.ACTIVE or locked.klass_id is not None:
        raise EnrollmentError(_("该报名刚刚有变动，请重新查看。"))
    if not attach(enrollment=locked, klass=klass, by_id=entry.by.pk, at=entry.at):
        raise EnrollmentError(_("该班次名额已满；您的学习不受影响。"))
    _audit(locked, entry, TrainingAction.TRANSFERRED)
    return locked


def _audit(enrollment: Enrollment, entry: Entry, action: TrainingAction) -> None:
    if entry.by.pk == entry.learner.pk:
        return
    data = {
        "learner": entry.learner.pk,
        "class": entry.klass.pk if entry.klass else None,
        "state": enrollment.state,
    }
    auditing.record(action=action, by=entry.by, at=entry.at, target=enrollment, data=data)
