"""Recording who was there by a list: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from common.refusals import words_of
from training.enums import AttendanceOutcome, AttendanceWay, TrainingAction
from training.listing.attendance import AttendanceLine
from training.models import Attendance, ClassSession, Enrollment, TrainingClass
from training.selectors.attendance import members
from training.selectors.attendance_lists import MemberFinder
from training.selectors.listing import RowError
from training.services.arranging import lock_class
from training.services.attending import OPENS_BEFORE, AttendanceError, Entry, check_outcome, write


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A row with whom it means and what is recorded of the person so far.

    Where any has a ``problem`` or ``has_changed``, nothing of the list is recorded. ``before`` is the outcome
    recorded before the list, empty where there is none.
    """

    given: AttendanceLine
    enrollment: Enrollment | None = None
    recorded: Attendance | None = None
    before: str = ""
    came_at: dt.datetime | None = None
    problem: str = ""
    has_changed: bool = False

    @property
    def outcome(self) -> AttendanceOutcome:
        """What the row says."""
        return AttendanceOutcome(self.given.outcome)

    @property
    def is_new(self) -> bool:
        """Whether it says something else than was recorded."""
        return self.before != self.given.outcome


@transaction.atomic
def record_list(
    *,
    session: ClassSession,
    lines: Sequence[AttendanceLine],
    by: User,
    at: dt.datetime,
    dry_run: bool,
    shown: Sequence[str] | None = None,
) -> list[CheckedLine]:
    """Record the attendance of a list, or with ``dry_run`` see only what would come of it.

    Args:
        shown: the ``before`` of every row as the person saw it; what would overwrite something else has
            changed.

    Returns:
        Every row. Where one has a problem or has changed nothing was recorded; those that say what is
        recorded already are left alone.

    Raises:
        ClassError: the class is not the person's, is closed or canceled.

    Side effects:
        As entries by hand have, for each person; one audit record. ``at`` stands in every entry; a time given
        for somebody present is that of the attendance. Who checks in meanwhile waits.
    """
    klass = lock_class(session.klass, by=by)
    if not dry_run:
        list(members(klass).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    finder = MemberFinder(klass)
    recorded = {row.enrollment_id: row for row in session.attendances.all()}
    checked = [_check(session, line, finder, recorded, at) for line in lines]
    if shown is not None:
        checked = [
            replace(line, has_changed=line.is_new and line.before != before)
            for line, before in zip(checked, shown, strict=True)
        ]
    if not dry_run and not any(line.problem or line.has_changed for line in checked):
        _write(session, klass, [line for line in checked if line.is_new], by=by, at=at)
    return checked


def _check(
    session: ClassSession,
    line: AttendanceLine,
    finder: MemberFinder,
    recorded: dict[int, Attendance],
    at: dt.datetime,
) -> CheckedLine:
    checked = CheckedLine(line)
    try:
        enrollment = finder.find(line)
        found = recorded.get(enrollment.pk)
        checked = CheckedLine(line, enrollment, found, before=found.outcome if found is not None else "")
        if checked.is_new:
            check_outcome(session, checked.outcome, at=at, reason=line.reason)
            checked = replace(checked, came_at=_came_at(session, line, at))
    except (RowError, AttendanceError) as error:
        return replace(checked, problem=words_of(error))
    return checked


def _came_at(session: ClassSession, line: AttendanceLine, at: dt.datetime) -> dt.datetime | None:
    """When somebody present came; a time without a day is of the day the session begins."""
    if not line.time or line.outcome != AttendanceOutcome.PRESENT:
        return None
    day = timezone.localdate(session.starts_at)
    moment = timezone.make_aware(
        dt.datetime.fromisoformat(line.time)
        if "T" in line.time
        else dt.datetime.combine(day, dt.time.fromisoformat(line.time))
    )
    if not session.starts_at - OPENS_BEFORE <= moment <= min(session.ends_at, at):
        raise AttendanceError(
            _("%(time)s 不在这节课的签到时间里，请核对。")
            % {"time": timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")}
        )
    return moment


def _write(
    session: ClassSession, klass: TrainingClass, lines: Sequence[CheckedLine], *, by: User, at: dt.datetime
) -> None:
    entries: dict[Enrollment, Entry] = {}
    for line in lines:
        assert line.enrollment is not None  # noqa: S101 - a row without one has a problem
        entry = Entry(line.outcome, AttendanceWay.LIST, at, by, line.given.reason, line.came_at)
        entries[line.enrollment] = entry
    if not entries:
        return
    people = sorted(entries, key=lambda person: person.pk)
    recorded = {line.recorded.enrollment_id: line.recorded for line in lines if line.recorded is not None}
    write(session, [(person, entries[person]) for person in people], recorded)
    data = {
        "session": session.pk,
        "way": AttendanceWay.LIST.value,
        "outcomes": dict(Counter(line.given.outcome for line in lines)),
        "people": [person.learner_id for person in people][:500],
        "number": len(lines),
        "corrections": len(recorded),
    }
    auditing.record(action=TrainingAction.ATTENDANCE_CHANGED, by=by, at=at, target=klass, data=data)
