"""Making, changing and moving on classes; their timetable and their papers."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from training.enums import ENDED, ClassDocumentKind, ClassState, EnrollmentState, TrainingAction
from training.models import ClassDocument, ClassSession, TrainingClass
from training.rules import may_manage
from training.services.capacity import change_capacity, set_quotas
from training.services.withdrawing import withdraw

# From which state a class may be moved to which; closing has its own service (training.services.closing).
STEPS: dict[str, tuple[ClassState, ...]] = {
    ClassState.DRAFT: (ClassState.OPEN, ClassState.CANCELED),
    ClassState.OPEN: (ClassState.RUNNING, ClassState.DRAFT, ClassState.CANCELED),
    ClassState.RUNNING: (ClassState.OPEN, ClassState.CANCELED),
    ClassState.CLOSED: (),
    ClassState.CANCELED: (),
}
FIXED = (ClassState.CLOSED, ClassState.CANCELED)
_PLAIN = (
    "version", "name", "unit", "enrollment_mode", "starts_on", "ends_on", "enroll_from", "enroll_until",
    "place", "note",
)  # fmt: skip
_SESSION = ("title", "lesson", "starts_at", "ends_at", "place", "teacher", "hours", "networks")


class ClassError(Exception):
    """A class may not be made or changed so; the message is for people."""


@transaction.atomic
def create_class(*, by: User, at: dt.datetime, capacity: int, **fields: Any) -> TrainingClass:
    """Make a class in preparation.

    Raises:
        ClassError: its unit is not one of the person's.
        ValidationError: a field is wrong.
    """
    _check_reach(fields.get("unit"), by)
    klass = TrainingClass(state=ClassState.DRAFT, capacity=capacity, **fields)
    klass.full_clean()
    klass.save()
    auditing.record(action=TrainingAction.CLASS_SAVED, by=by, at=at, target=klass, data={"created": True})
    return klass


@transaction.atomic
def change_class(
    *,
    klass: TrainingClass,
    by: User,
    at: dt.datetime,
    capacity: int | None = None,
    places: dict[int, int] | None = None,
    **fields: Any,
) -> None:
    """Change what describes a class, its number of places and those kept for units; all or nothing.

    Args:
        capacity: the new number of places; None leaves it.
        places: number of places kept, by unit id; None leaves them.

    Raises:
        EnrollmentError: fewer places than are taken or kept.
        ClassError: it is closed or canceled, its unit would not be the person's, or its version would change
            under people who are in it.
        ValidationError: a field is wrong.
    """
    stored = lock_class(klass, by=by)
    if set(fields) - set(_PLAIN):
        raise TypeError(f"not fields of a class: {sorted(set(fields) - set(_PLAIN))}")
    _check_reach(fields.get("unit", stored.unit), by)
    version = fields.get("version", stored.version)
    if version != stored.version and stored.enrollments.exclude(state__in=ENDED).exists():
        raise ClassError(_("班里已经有学员，不能再换课程版本。"))
    changed = [name for name, value in fields.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(stored, name, fields[name])
    stored.full_clean()
    if changed:
        stored.save(update_fields=changed)
        data = {"fields": sorted(changed)}
        auditing.record(action=TrainingAction.CLASS_SAVED, by=by, at=at, target=stored, data=data)
    _change_places(stored, capacity, places, by=by, at=at)
    klass.refresh_from_db()


@transaction.atomic
def move_class(*, klass: TrainingClass, to: ClassState, by: User, at: dt.datetime, reason: str = "") -> None:
    """Open enrollment, begin, or go back a step. Canceling also ends what people have in the class.

    Raises:
        ClassError: not from this state, or a cancellation without a reason.
    """
    stored = lock_class(klass, by=by)
    if to not in STEPS[stored.state]:
        raise ClassError(
            _("班次现在是“%(now)s”，不能改为“%(to)s”。")
            % {"now": stored.get_state_display(), "to": ClassState(to).label}
        )
    if to == ClassState.CANCELED and not reason.strip():
        raise ClassError(_("请填写取消的原因。"))
    before, stored.state = stored.state, to
    stored.save(update_fields=["state"])
    if to == ClassState.CANCELED:
        _end_enrollments(stored, by=by, at=at, reason=reason)
    data = {"from": before, "to": str(to), "reason": reason}
    auditing.record(action=TrainingAction.CLASS_STATE_CHANGED, by=by, at=at, target=stored, data=data)
    klass.state = stored.state


@transaction.atomic
def save_session(*, session: ClassSession, by: User, at: dt.datetime, **fields: Any) -> ClassSession:
    """Add a line to the timetable or change it; a change counts up ``sequence``, so calendars take it over.

    Args:
        session: with its class; new where it has no key.

    Raises:
        ClassError: the class is closed or canceled.
        ValidationError: a field is wrong, or the lesson is not one of the course.
    """
    klass = lock_class(session.klass, by=by)
    is_new = session.pk is None
    stored = ClassSession(klass=klass) if is_new else klass.sessions.get(pk=session.pk)
    changed = [name for name in fields if name in _SESSION and getattr(stored, name) != fields[name]]
    for name in changed:
        setattr(stored, name, fields[name])
    stored.full_clean(exclude=["klass"])
    if stored.lesson is not None and stored.lesson.version_id != klass.version_id:
        raise ValidationError({"lesson": _("请选择本课程版本的课时。")})
    if not is_new and changed:
        stored.sequence += 1
    if is_new or changed:
        stored.save()
        data = {"session": stored.pk, "title": stored.title, "fields": sorted(changed), "new": is_new}
        auditing.record(action=TrainingAction.TIMETABLE_CHANGED, by=by, at=at, target=klass, data=data)
    return stored


@transaction.atomic
def remove_session(*, session: ClassSession, by: User, at: dt.datetime) -> None:
    """Take a line out of the timetable.

    Raises:
        ClassError: somebody's attendance is recorded for it, or the class is closed or canceled.
    """
    klass = lock_class(session.klass, by=by)
    if session.attendances.exists():
        raise ClassError(_("“%(title)s”已有考勤记录，不能删除。") % {"title": session.title})
    data = {"session": session.pk, "title": session.title, "removed": True}
    auditing.record(action=TrainingAction.TIMETABLE_CHANGED, by=by, at=at, target=klass, data=data)
    session.delete()


@transaction.atomic
def add_document(
    *, klass: TrainingClass, kind: ClassDocumentKind, upload: UploadedFile, by: User, at: dt.datetime
) -> ClassDocument:
    """Keep a paper of a class; only those who manage the class can open it.

    Raises:
        ClassError: the class is closed or canceled.
    """
    stored = lock_class(klass, by=by)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    document = ClassDocument.objects.create(
        klass=stored,
        kind=kind,
        file=upload,
        name=str(upload.name)[-160:],
        size=upload.size or 0,
        digest=digest.hexdigest(),
        added_at=at,
        added_by=by,
    )
    data = {"kind": str(kind), "name": document.name, "sha256": document.digest}
    auditing.record(action=TrainingAction.CLASS_DOCUMENT_ADDED, by=by, at=at, target=stored, data=data)
    return document


@transaction.atomic
def remove_document(*, document: ClassDocument, by: User, at: dt.datetime) -> None:
    """Take a paper away; the file is deleted after the commit.

    Raises:
        ClassError: the class is closed or canceled.
    """
    klass = lock_class(document.klass, by=by)
    data = {"kind": document.kind, "name": document.name, "sha256": document.digest}
    auditing.record(action=TrainingAction.CLASS_DOCUMENT_REMOVED, by=by, at=at, target=klass, data=data)
    storage, name = document.file.storage, document.file.name
    document.delete()
    transaction.on_commit(lambda: storage.delete(str(name)))


def lock_class(klass: TrainingClass, *, by: User) -> TrainingClass:
    """The class as it is stored, locked for a change by somebody who looks after it.

    Raises:
        ClassError: it is not the person's, or it is closed or canceled.
    """
    stored = TrainingClass.objects.select_for_update(of=("self",), no_key=True)
    locked = stored.select_related("unit", "version").get(pk=klass.pk)
    _check_reach(locked.unit, by)
    if locked.state in FIXED:
        raise ClassError(_("班次%(state)s，不能再修改。") % {"state": locked.get_state_display()})
    return locked


def _change_places(
    klass: TrainingClass, capacity: int | None, places: dict[int, int] | None, *, by: User, at: dt.datetime
) -> None:
    """Growing comes first and shrinking last, so that the quotas always fit into the class."""
    before = dict(klass.quotas.values_list("unit_id", "places"))
    wanted = klass.capacity if capacity is None else capacity
    data: dict[str, Any] = {}
    if wanted != klass.capacity:
        data["capacity"] = [klass.capacity, wanted]
    if places is not None and places != before:
        data["quotas"] = {str(unit): number for unit, number in places.items()}
    if wanted > klass.capacity:
        change_capacity(klass=klass, capacity=wanted, at=at)
    if "quotas" in data and places is not None:
        set_quotas(klass=klass, places=places, at=at)
    if wanted < klass.capacity:
        change_capacity(klass=klass, capacity=wanted, at=at)
    if data:
        auditing.record(action=TrainingAction.CLASS_SAVED, by=by, at=at, target=klass, data=data)


def _check_reach(unit: Any, by: User) -> None:
    if not may_manage(by, unit):
        raise ClassError(_("只能管理本单位及所属单位的班次。"))


def _end_enrollments(klass: TrainingClass, *, by: User, at: dt.datetime, reason: str) -> None:
    """Withdraw everybody who has not completed; the class is canceled already, so nobody is promoted."""
    for enrollment in klass.enrollments.exclude(state__in=(*ENDED, EnrollmentState.COMPLETED)).order_by("pk"):
        withdraw(enrollment=enrollment, by=by, at=at, reason=_("班次取消：%(reason)s") % {"reason": reason})
