"""Recording who was there: by the code on the screen, or by hand; by list see ``attending_lists``."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from training.checking_in.codes import Seen
from training.checking_in.networks import is_inside
from training.enums import (
    COUNTED,
    ENDED,
    AttendanceFlag,
    AttendanceOutcome,
    AttendanceWay,
    ClassState,
    EnrollmentState,
    EventKind,
    TrainingAction,
)
from training.models import (
    Attendance,
    AttendanceChange,
    ClassSession,
    Enrollment,
    LearningEvent,
    TrainingClass,
)
from training.selectors.attendance import members, outcomes_of
from training.services.arranging import lock_class
from training.services.completing import complete_lesson
from training.services.recording import record_many

OPENS_BEFORE = dt.timedelta(minutes=30)
LATE_AFTER = dt.timedelta(minutes=15)


class AttendanceError(ValidationError):
    """Somebody cannot be recorded as there; the message is for people, nothing was saved."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of people; ``came_at`` is when they came, where that is known and not ``at``."""

    outcome: AttendanceOutcome
    way: AttendanceWay
    at: dt.datetime
    by: User | None = None
    reason: str = ""
    came_at: dt.datetime | None = None


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
    entry = Entry(AttendanceOutcome.PRESENT, AttendanceWay.QR, seen.at)
    recorded = {enrollment.pk: before} if before is not None else {}
    told = {"address": address[:45], "device": mark, "flags": flags}
    (attendance,) = write(session, [(enrollment, entry)], recorded, told)
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
    entry = Entry(outcome, AttendanceWay.HAND, at, by, reason.strip())
    return _enter(session, klass, members(klass).filter(pk__in=list(enrollments)), entry)


@transaction.atomic
def mark_rest_absent(*, session: ClassSession, by: User, at: dt.datetime) -> int:
    """Everybody nothing is recorded for was absent; only once the session is over.

    Raises:
        AttendanceError: it is not over.
        ClassError: the class is not the person's, is closed or canceled.
    """
    if at < session.ends_at:
        raise AttendanceError(_("“%(title)s”还没有结束。") % {"title": session.title})
    klass = lock_class(session.klass, by=by)
    entry = Entry(AttendanceOutcome.ABSENT, AttendanceWay.HAND, at, by)
    return _enter(session, klass, members(klass), entry, corrects=False)


def _enter(
    session: ClassSession,
    klass: TrainingClass,
    people: QuerySet[Enrollment],
    entry: Entry,
    *,
    corrects: bool = True,
) -> int:
    """Write an entry about those people it says something new of; who checks in meanwhile waits.

    Args:
        klass: locked by the caller.
        corrects: also where something else is recorded.
    """
    locked = list(people.select_for_update(no_key=True).order_by("pk"))
    recorded = {row.enrollment_id: row for row in session.attendances.all()}
    # Leave said again after it was canceled is new: the record still says leave, and counts as absent.
    outcomes = outcomes_of(session.pk, recorded) if corrects else {}
    changed = [
        person
        for person in locked
        if person.pk not in recorded
        or (corrects and {outcomes[person.pk], recorded[person.pk].outcome} != {entry.outcome})
    ]
    if changed:
        write(session, [(person, entry) for person in changed], recorded)
        data = {
            "session": session.pk,
            "outcome": entry.outcome.value,
            "people": [person.learner_id for person in changed][:500],
            "number": len(changed),
            "corrections": sum(person.pk in recorded for person in changed),
            "reason": entry.reason,
        }
        action = TrainingAction.ATTENDANCE_CHANGED
        auditing.record(action=action, by=entry.by, at=entry.at, target=klass, data=data)
    return len(changed)


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
    if enrollment is None or enrollment.state in ENDED:
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


def write(
    session: ClassSession,
    entries: Sequence[tuple[Enrollment, Entry]],
    recorded: Mapping[int, Attendance],
    told: Mapping[str, Any] | None = None,
) -> list[Attendance]:
    """Write what holds now of people, the rows that say so, and what follows from being there.

    Callers have checked that it may be said. But for lessons completed, it takes as many statements for many
    people as for one.

    Args:
        entries: one for each person, in the order of keys.
        recorded: what held before, by enrollment.
        told: what a check-in tells besides.
    """
    rows: list[Attendance] = []
    changes: list[AttendanceChange] = []
    for person, entry in entries:
        row = recorded.get(person.pk) or Attendance(session=session, enrollment=person)
        changes.append(_change(row, entry))
        values = {"outcome": entry.outcome, "way": entry.way, "at": entry.came_at or entry.at}
        for name, value in {**values, "flags": _late(session, entry.came_at), **(told or {})}.items():
            setattr(row, name, value)
        rows.append(row)
    fields = {"outcome", "way", "at", "flags", *(told or {})}
    Attendance.objects.bulk_update([row for row in rows if row.pk], fields, batch_size=500)
    Attendance.objects.bulk_create([row for row in rows if not row.pk])
    AttendanceChange.objects.bulk_create(changes)
    present = [(person, entry) for person, entry in entries if entry.outcome == AttendanceOutcome.PRESENT]
    record_many([_event(session, person, entry) for person, entry in present])
    _complete_lesson(session, present)
    return rows


def _change(row: Attendance, entry: Entry) -> AttendanceChange:
    """The row that says what becomes of an attendance that is not changed yet."""
    return AttendanceChange(
        attendance=row,
        before=row.outcome,
        outcome=entry.outcome,
        way=entry.way,
        at=entry.at,
        by=entry.by,
        reason=entry.reason,
    )


def _event(session: ClassSession, person: Enrollment, entry: Entry) -> LearningEvent:
    return LearningEvent(
        key=f"attended:{session.pk}:{person.pk}",
        kind=EventKind.ATTENDED,
        enrollment=person,
        lesson=session.lesson,
        at=entry.at,
        data={"session": session.pk, "way": entry.way.value, "title": session.title},
    )


def _complete_lesson(session: ClassSession, present: Sequence[tuple[Enrollment, Entry]]) -> None:
    """The lesson of a session is learned by those who attended every session of it."""
    if session.lesson is None or not present:
        return
    people = [person for person, _entry in present]
    parts = ClassSession.objects.filter(klass=session.klass_id, lesson=session.lesson)
    there = Attendance.objects.filter(
        session__in=parts, enrollment__in=people, outcome=AttendanceOutcome.PRESENT
    )
    attended = there.order_by().values("enrollment").annotate(number=Count("pk"))
    whole = set(attended.filter(number=parts.count()).values_list("enrollment", flat=True))
    for person, entry in present:
        if person.pk in whole:
            data = {"session": session.pk}
            complete_lesson(enrollment=person, lesson=session.lesson, at=entry.at, data=data)
