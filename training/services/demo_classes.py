"""Classes of the demonstration, one in every state, with timetable, places and attendance (示例)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import OrgUnit, User
from training.enums import (
    AttendanceOutcome,
    AttendanceWay,
    ClassDocumentKind,
    ClassState,
    EnrollmentMode,
    EnrollmentSource,
    LessonKind,
)
from training.models import (
    Attendance,
    AttendanceChange,
    ClassDocument,
    ClassSession,
    CourseVersion,
    TrainingClass,
)
from training.selectors.attendance import members
from training.services.arranging import create_class
from training.services.capacity import set_quotas
from training.services.closing import close_class
from training.services.enrolling import enroll

TRAINER, READER = "demo-trainer", "demo-reader"
_MARK = "（示例）"
_PAPERS = (
    (ClassDocumentKind.PLAN, "培训方案（示例）.txt"),
    (ClassDocumentKind.CHECK_IN_SHEET, "签到表（示例）.txt"),
    (ClassDocumentKind.FINAL_TIMETABLE, "最终课程表（示例）.txt"),
)


@transaction.atomic
def load_classes(*, unit: OrgUnit, at: dt.datetime) -> int:
    """Make the classes that are missing, around today, with people of the demonstration.

    Nothing is made where there is no trainer of the demonstration to look after them, or no course.

    Returns:
        The number of new classes.
    """
    trainer = User.objects.filter(staff_number=TRAINER).first()
    version = _version()
    if trainer is None or version is None or TrainingClass.objects.filter(name__endswith=_MARK).exists():
        return 0
    people = list(User.objects.filter(unit__path__startswith=unit.path, is_active=True, groups=None)[:160])
    reader = list(User.objects.filter(staff_number=READER))  # who can sign in and check in
    today = timezone.localdate(at)
    _closed(unit, version, people[:30], by=trainer, today=today)
    _running(unit, version, [*reader, *people[30:70]], by=trainer, today=today)
    _open(unit, version, people[70:110], by=trainer, today=today)
    _class("第四期培训班（筹备）", unit, version, 40, today + dt.timedelta(days=60), by=trainer, at=at)
    canceled = _class(
        "第五期培训班（取消）", unit, version, 40, today + dt.timedelta(days=30), by=trainer, at=at
    )
    TrainingClass.objects.filter(pk=canceled.pk).update(state=ClassState.CANCELED)
    return 5


def _version() -> CourseVersion | None:
    """A course with a lesson taught in a room, else any."""
    current = CourseVersion.objects.filter(course__current__isnull=False, course__page__isnull=False)
    current = current.filter(pk__in=current.values("course__current"))
    taught = current.filter(lessons__kind=LessonKind.SESSION)
    return taught.order_by("pk").first() or current.order_by("pk").first()


def _class(
    name: str,
    unit: OrgUnit,
    version: CourseVersion,
    capacity: int,
    starts: dt.date,
    *,
    by: User,
    at: dt.datetime,
    days: int = 3,
) -> TrainingClass:
    klass = create_class(
        by=by,
        at=at,
        capacity=capacity,
        version=version,
        name=f"{name}{_MARK}",
        unit=unit,
        enrollment_mode=EnrollmentMode.OPEN,
        starts_on=starts,
        ends_on=starts + dt.timedelta(days=days - 1),
        place="示例市委党校二教室",
        note="请带笔记本；食宿自理。",
    )
    lesson = version.lessons.filter(kind=LessonKind.SESSION).first()
    titles = ("开班式和纪律要求", "案例警示", "分组讨论", "选举法律规定", "程序和记录", "结业测试和总结")
    for number in range(days * 2):
        day = starts + dt.timedelta(days=number // 2)
        begins = dt.datetime.combine(day, dt.time(9 if number % 2 == 0 else 14, 0))
        begins = timezone.make_aware(begins)
        ClassSession.objects.create(
            klass=klass,
            lesson=lesson if number == 0 else None,
            title=titles[number % len(titles)],
            starts_at=begins,
            ends_at=begins + dt.timedelta(hours=3),
            place="二教室",
            teacher="示例教师",
            hours=Decimal(3),
        )
    return klass


def _fill(klass: TrainingClass, people: Sequence[User], *, by: User, at: dt.datetime) -> None:
    for person in people:
        enroll(learner=person, version=klass.version, klass=klass, source=EnrollmentSource.LIST, at=at, by=by)


def _closed(
    unit: OrgUnit, version: CourseVersion, people: Sequence[User], *, by: User, today: dt.date
) -> None:
    starts = today - dt.timedelta(days=40)
    before = timezone.make_aware(dt.datetime.combine(starts - dt.timedelta(days=10), dt.time(10)))
    klass = _class("第一期培训班", unit, version, 30, starts, by=by, at=before)
    _fill(klass, people, by=by, at=before)
    TrainingClass.objects.filter(pk=klass.pk).update(state=ClassState.RUNNING)
    _attend(klass, list(klass.sessions.all()), by=by)
    after = timezone.make_aware(dt.datetime.combine(klass.ends_on + dt.timedelta(days=2), dt.time(10)))
    for kind, name in _PAPERS:
        content = ContentFile(f"{name}\n".encode(), name=name)
        ClassDocument.objects.create(
            klass=klass,
            kind=kind,
            file=content,
            name=name,
            size=content.size,
            digest="",
            added_at=after,
            added_by=by,
        )
    klass.refresh_from_db()
    close_class(klass=klass, by=by, at=after)


def _running(
    unit: OrgUnit, version: CourseVersion, people: Sequence[User], *, by: User, today: dt.date
) -> None:
    """Begun yesterday; yesterday's lines are recorded, today's are to be checked in to."""
    starts = today - dt.timedelta(days=1)
    before = timezone.make_aware(dt.datetime.combine(starts - dt.timedelta(days=10), dt.time(10)))
    klass = _class("第二期培训班", unit, version, 60, starts, by=by, at=before)
    _fill(klass, people, by=by, at=before)
    TrainingClass.objects.filter(pk=klass.pk).update(state=ClassState.RUNNING)
    _attend(klass, list(klass.sessions.all()[:2]), by=by)


def _open(unit: OrgUnit, version: CourseVersion, people: Sequence[User], *, by: User, today: dt.date) -> None:
    """People may enroll; places are kept for the districts, and one of them has a waitlist."""
    now = timezone.make_aware(dt.datetime.combine(today, dt.time(8)))
    klass = _class("第三期培训班", unit, version, 60, today + dt.timedelta(days=14), by=by, at=now)
    districts = list(OrgUnit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1)[:2])
    set_quotas(klass=klass, places={district.pk: 15 for district in districts}, at=now)
    TrainingClass.objects.filter(pk=klass.pk).update(state=ClassState.OPEN)
    klass.refresh_from_db()
    _fill(klass, people, by=by, at=now)


def _attend(klass: TrainingClass, sessions: Sequence[ClassSession], *, by: User) -> None:
    """Everybody was there, but for one who was on leave for a day and one who missed most."""
    people = list(members(klass).order_by("pk"))
    made = []
    for number, session in enumerate(sessions):
        for place, person in enumerate(people):
            outcome = _outcome(place, number)
            way = AttendanceWay.QR if outcome == AttendanceOutcome.PRESENT else AttendanceWay.HAND
            moment = session.starts_at - dt.timedelta(minutes=9) + dt.timedelta(seconds=11 * place)
            made.append(Attendance(session=session, enrollment=person, outcome=outcome, way=way, at=moment))
    stored = Attendance.objects.bulk_create(made, batch_size=500)
    AttendanceChange.objects.bulk_create(
        [
            AttendanceChange(
                attendance=row,
                outcome=row.outcome,
                way=row.way,
                at=row.at,
                by=None if row.way == AttendanceWay.QR else by,
                reason="示例：病假" if row.outcome == AttendanceOutcome.LEAVE else "",
            )
            for row in stored
        ],
        batch_size=500,
    )


def _outcome(place: int, number: int) -> AttendanceOutcome:
    if place == 3 and number in (2, 3):
        return AttendanceOutcome.LEAVE
    if place == 7 and number > 2:
        return AttendanceOutcome.ABSENT
    return AttendanceOutcome.PRESENT
