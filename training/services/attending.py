"""Recording who was there: by the code on the screen, or by hand; by list see ``attending_lists``."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from training.checking_in.codes import Seen
from training.checking_in.networks import is_inside
from training.enums import (
    COUNTED,
    AttendanceFlag,
    AttendanceOutcome,
    AttendanceWay,
    ClassState,
    EnrollmentState,
    EventKind,
    TrainingAction,
)
from training.models import Attendance, AttendanceChange, ClassSession, Enrollment
from training.services.arranging import lock_class
from training.services.completing import complete_lesson
from training.services.recording import record

OPENS_BEFORE = dt.timedelta(minutes=30)
LATE_AFTER = dt.timedelta(minutes=15)


class AttendanceError(ValidationError):
    """Somebody cannot be recorded as there; the message is for people, nothing was saved."""


@transaction.atomic
def check_in(*, learner: User, seen: Seen, address: str, device: str) -> tuple[Attendance, bool]:
    """Record that somebody saw the code of a session on the screen in the room.

    Args:
        seen: session and moment, out of a signed pass; the moment counts, not that of the request.
        address: of the network, as trusted proxies tell it.
        device: the mark of the browser; one that already checked in somebody else is flagged, not refused.

    Returns:
        The attendance and whether it is new; a second scan changes nothing.

    Raises:
        AttendanceError: the person is not in the class, it is too early or too late, or the network is not
            that of the room.
    """
    session = ClassSession.objects.select_related("klass", "lesson").get(pk=seen.session_id)
    enrollment = _enrollment_of(learner, session)
    _check_moment(session, seen.at)
    if not is_inside(address, session.networks):
        raise AttendanceError(_("请连接培训现场的网络后再签到；不能连接的，请找班主任登记。"))
    before = Attendance.objects.filter(session=session, enrollment=enrollment).first()
    if before is not None and before.outcome == AttendanceOutcome.PRESENT:
        return before, False
    mark = hashlib.sha256(device.encode()).hexdigest()[:32] if device else ""
    flags = _late(session, seen.at)
    if _flag_others(session, enrollment, mark):
        flags.append(AttendanceFlag.SHARED_DEVICE.value)
    attendance = write_attendance(
        session, enrollment, AttendanceOutcome.PRESENT, AttendanceWay.QR, at=seen.at, by=None, reason=""
    )
    attendance.address, attendance.device, attendance.flags = address[:45], mark, flags
    attendance.save(update_fields=["address", "device", "flags"])
    return attendance, True


@transaction.atomic
def mark(
    *,
    session: ClassSession,
    enrollments: Iterable[int],
    outcome: AttendanceOutcome,
    by: User,
    at: dt.datetime,
    reason: str = "",
) -> int:
    """Record or correct the attendance of people of the class, by their enrollments' keys.

    Returns:
        How many records were made or changed; those that said so already are left alone.

    Raises:
        AttendanceError: leave without a reason, or a session that has not begun is said to be attended.
        ClassError: the class is not the person's, is closed or canceled.

    Side effects:
        Somebody present completes the lesson of the session; one audit record. A lesson completed stays
        completed when the attendance is corrected: what was learned is revoked by a record of its own.
    """
    klass = lock_class(session.klass, by=by)
    outcome = AttendanceOutcome(outcome)
    check_outcome(session, outcome, at=at, reason=reason)
    wanted = Enrollment.objects.filter(klass=klass, state__in=COUNTED, pk__in=list(enrollments))
    recorded = dict(session.attendances.values_list("enrollment_id", "outcome"))
    changed = [person for person in wanted.order_by("pk") if recorded.get(person.pk) != outcome]
    for person in changed:
        write_attendance(session, person, outcome, AttendanceWay.HAND, at=at, by=by, reason=reason.strip())
    if changed:
        data = {
            "session": session.pk,
            "outcome": outcome.value,
            "people": [person.learner_id for person in changed][:500],
            "number": len(changed),
            "corrections": sum(person.pk in recorded for person in changed),
            "reason": reason.strip(),
        }
        auditing.record(action=TrainingAction.ATTENDANCE_CHANGED, by=by, at=at, target=klass, data=data)
    return len(changed)


@transaction.atomic
def mark_rest_absent(*, session: ClassSession, by: User, at: dt.datetime) -> int:
    """Everybody nothing is recorded for was absent; only once the session is over.

    Raises:
        AttendanceError: it is not over.
        ClassError: the class is not the person's, is closed or canceled.
    """
    if at < session.ends_at:
        raise AttendanceError(_("“%(title)s”还没有结束。") % {"title": session.title})
    people = Enrollment.objects.filter(klass=session.klass_id, state__in=COUNTED)
    missing = people.exclude(pk__in=session.attendances.values("enrollment_id")).values_list("pk", flat=True)
    return mark(session=session, enrollments=missing, outcome=AttendanceOutcome.ABSENT, by=by, at=at)


def check_outcome(session: ClassSession, outcome: AttendanceOutcome, *, at: dt.datetime, reason: str) -> None:
    """Refuse what nobody may say of a person and a session.

    Raises:
        AttendanceError: leave without a reason, or a session that has not begun is said to be attended.
    """
    if outcome == AttendanceOutcome.LEAVE and not reason.strip():
        raise AttendanceError(_("请填写请假的原因。"))
    if outcome != AttendanceOutcome.LEAVE and at < session.starts_at - OPENS_BEFORE:
        raise AttendanceError(_("“%(title)s”还没有开始，只能先登记请假。") % {"title": session.title})


def _enrollment_of(learner: User, session: ClassSession) -> Enrollment:
    rows = Enrollment.objects.select_for_update().filter(learner=learner, klass=session.klass_id)
    enrollment = rows.order_by("-pk").first()
    if session.klass.state in (ClassState.CLOSED, ClassState.CANCELED, ClassState.DRAFT):
        raise AttendanceError(_("这个班%(state)s，不能签到。") % {"state": session.klass.get_state_display()})
    if enrollment is None or enrollment.state in (EnrollmentState.WITHDRAWN, EnrollmentState.REJECTED):
        raise AttendanceError(_("您不在“%(name)s”的学员名单里。") % {"name": session.klass.name})
    if enrollment.state == EnrollmentState.WAITLISTED:
        raise AttendanceError(_("您还在候补名单里，转正后才能签到。"))
    if enrollment.state not in COUNTED:
        raise AttendanceError(_("您的报名还没有通过审核，请找班主任办理。"))
    return enrollment


def _check_moment(session: ClassSession, moment: dt.datetime) -> None:
    if moment < session.starts_at - OPENS_BEFORE:
        raise AttendanceError(_("还没有到签到时间：开课前 30 分钟开始签到。"))
    if moment > session.ends_at:
        raise AttendanceError(_("这节课已经结束，不能再签到；确实到课的，请找班主任补登。"))


def _late(session: ClassSession, moment: dt.datetime | None) -> list[str]:
    is_late = moment is not None and moment > session.starts_at + LATE_AFTER
    return [AttendanceFlag.LATE.value] if is_late else []


def _flag_others(session: ClassSession, enrollment: Enrollment, mark: str) -> bool:
    """Flag those the same device checked in before; whether there are any."""
    others = session.attendances.exclude(enrollment=enrollment).filter(device=mark) if mark else ()
    found = False
    for other in others:
        found = True
        if AttendanceFlag.SHARED_DEVICE not in other.flags:
            other.flags = [*other.flags, AttendanceFlag.SHARED_DEVICE.value]
            other.save(update_fields=["flags"])
    return found


def write_attendance(
    session: ClassSession,
    enrollment: Enrollment,
    outcome: AttendanceOutcome,
    way: AttendanceWay,
    *,
    at: dt.datetime,
    by: User | None,
    reason: str,
    came_at: dt.datetime | None = None,
) -> Attendance:
    """Write what holds now, the row that says so, and what follows from being there.

    Callers have checked that it may be said.

    Args:
        came_at: when the person came, where that is known and not ``at``.
    """
    stored = Attendance.objects.filter(session=session, enrollment=enrollment).first()
    before = stored.outcome if stored is not None else ""
    attendance = stored or Attendance(session=session, enrollment=enrollment)
    attendance.outcome, attendance.way, attendance.at = outcome, way, came_at or at
    attendance.flags = _late(session, came_at)
    attendance.save()
    AttendanceChange.objects.create(
        attendance=attendance, before=before, outcome=outcome, way=way, at=at, by=by, reason=reason
    )
    if outcome == AttendanceOutcome.PRESENT:
        record(
            key=f"attended:{session.pk}:{enrollment.pk}",
            kind=EventKind.ATTENDED,
            enrollment=enrollment,
            lesson=session.lesson,
            at=at,
            data={"session": session.pk, "way": way.value, "title": session.title},
        )
        _complete_lesson(session, enrollment, at)
    return attendance


def _complete_lesson(session: ClassSession, enrollment: Enrollment, at: dt.datetime) -> None:
    """The lesson of a session is learned once every session of it was attended."""
    if session.lesson is None:
        return
    parts = ClassSession.objects.filter(klass=session.klass_id, lesson=session.lesson)
    present = Attendance.objects.filter(enrollment=enrollment, outcome=AttendanceOutcome.PRESENT)
    if not parts.exclude(pk__in=present.values("session_id")).exists():
        complete_lesson(enrollment=enrollment, lesson=session.lesson, at=at, data={"session": session.pk})
