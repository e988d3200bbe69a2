"""Closing a class (结班): what came of everybody is fixed, completions and credits follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from training.enums import WAITING, ClassStanding, ClassState, EnrollmentState, TrainingAction
from training.models import ClassResult, Enrollment, LessonProgress, TrainingClass
from training.rules import may_manage
from training.selectors.attendance import Hours, hours_by_person
from training.selectors.closing import requirements
from training.selectors.hour_rules import leave_limit
from training.services.arranging import ClassError, lock_class
from training.services.completing import complete_lesson
from training.services.crediting import credit_class
from training.services.withdrawing import withdraw


class NotReadyError(ClassError):
    """Something is missing; the message says what."""


@transaction.atomic
def close_class(*, klass: TrainingClass, by: User, at: dt.datetime) -> bool:
    """Close a class for good.

    Nothing undoes it: a credit or completion that proves wrong is reversed by a record of its own
    (docs/decisions/0022-classes.md).

    Returns:
        Whether this call closed it; False: it was closed before.

    Raises:
        NotReadyError: a paper, the end of a session or somebody's attendance is missing.
        ClassError: the class is not the person's, or is canceled.

    Side effects:
        A ``ClassResult`` for everybody; the lessons of the timetable for those whose attendance is enough,
        and with them completions; withdrawal of those who missed more than the rule allows and of those who
        still wait for a place; credits; an audit record.
    """
    current = TrainingClass.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    if current.get(pk=klass.pk).state == ClassState.CLOSED and may_manage(by, klass.unit):
        return False
    locked = lock_class(klass, by=by)
    missing = [need for need in requirements(locked, at=at) if not need.is_met]
    if missing:
        said = "；".join(f"{need.label}（{need.detail}）" for need in missing)
        raise NotReadyError(_("还不能结班：%(missing)s。") % {"missing": said})
    results = ClassResult.objects.bulk_create(expected_results(klass=locked, at=at), batch_size=500)
    _complete_lessons(locked, results, at)
    # Closed before places are given back: nobody is promoted into a class that is over.
    locked.state, locked.closed_at = ClassState.CLOSED, at
    locked.save(update_fields=["state", "closed_at"])
    _end_the_others(locked, results, by=by, at=at)
    credit_class(klass=locked, by=by, at=at)
    numbers = {str(standing): 0 for standing in ClassStanding.values}
    for result in results:
        numbers[result.standing] += 1
    auditing.record(action=TrainingAction.CLASS_CLOSED, by=by, at=at, target=locked, data=numbers)
    klass.state, klass.closed_at = locked.state, locked.closed_at
    return True


def standing_of(hours: Hours, one_in: int | None) -> ClassStanding:
    """What a person's hours amount to.

    Args:
        one_in: of the rule in force: who misses more than the total divided by it has to leave
            (干部教育培训工作条例 art. 15: more than 1/7); None where no rule limits it, and then every hour
            counts.
    """
    missed = hours.leave + hours.absent
    if missed == 0:
        return ClassStanding.MET
    if one_in is None:
        return ClassStanding.SHORT
    return ClassStanding.LEFT if missed * one_in > hours.total else ClassStanding.MET


def expected_results(*, klass: TrainingClass, at: dt.datetime) -> list[ClassResult]:
    """What would come of everybody if the class were closed now; nothing is saved."""
    one_in, rule = _leave_rule(at)
    return [
        ClassResult(
            enrollment_id=pk,
            klass=klass,
            standing=standing_of(hours, one_in),
            total_hours=hours.total,
            present_hours=hours.present,
            leave_hours=hours.leave,
            absent_hours=hours.absent,
            rule=rule,
            at=at,
        )
        for pk, hours in sorted(hours_by_person(klass).items())
    ]


def _complete_lessons(klass: TrainingClass, results: list[ClassResult], at: dt.datetime) -> None:
    """Who attended enough has learned what the timetable taught, also where a session was missed."""
    lessons = [row.lesson for row in klass.sessions.select_related("lesson") if row.lesson is not None]
    taught = {lesson.pk: lesson for lesson in lessons}
    met = {result.enrollment_id for result in results if result.standing == ClassStanding.MET}
    done = LessonProgress.objects.filter(
        enrollment__in=met, lesson__in=taught, completed_at__isnull=False
    ).values_list("enrollment_id", "lesson_id")
    left = {(person, lesson) for person in met for lesson in taught} - set(done)
    people = Enrollment.objects.in_bulk({person for person, _lesson in left})
    for person, lesson in sorted(left):
        complete_lesson(
            enrollment=people[person], lesson=taught[lesson], at=at, data={"class_closed": klass.pk}
        )


def _end_the_others(klass: TrainingClass, results: list[ClassResult], *, by: User, at: dt.datetime) -> None:
    """Withdraw who never got in, and who missed too much; a course completed otherwise stays completed."""
    left = [result.enrollment_id for result in results if result.standing == ClassStanding.LEFT]
    active = Enrollment.objects.filter(pk__in=left, state=EnrollmentState.ACTIVE)
    for enrollment in active.order_by("pk"):
        withdraw(enrollment=enrollment, by=by, at=at, reason=_("缺课超过规定学时，按退学处理"))
    for enrollment in klass.enrollments.filter(state__in=WAITING).order_by("pk"):
        withdraw(enrollment=enrollment, by=by, at=at, reason=_("班次已结班"))


def _leave_rule(at: dt.datetime) -> tuple[int | None, dict[str, Any]]:
    """One in how many hours may be missed, and the table that says so with its document."""
    table = leave_limit(timezone.localdate(at))
    if table is None or table.leave_one_in is None:
        return None, {}
    return table.leave_one_in, {
        "leave_one_in": table.leave_one_in,
        "table": table.name,
        "version": table.version,
        "issuer": table.issuer,
        "document": table.document,
    }
