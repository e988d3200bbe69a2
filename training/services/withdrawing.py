"""Leaving a course or class: the place goes to who has waited longest."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from training.enums import BY_ONESELF, UNFINISHED, ChangeKind, EnrollmentState, TrainingAction
from training.models import Enrollment
from training.services.activating import count
from training.services.locking import check_manages, lock_enrollment
from training.services.noting import note
from training.services.seats import EnrollmentError, give_back_place, promote_waiting
from training.services.summarizing import note_changes


def may_leave(enrollment: Enrollment) -> bool:
    """Whether the learner may withdraw without asking: the rest was decided by the organisation."""
    return enrollment.state in UNFINISHED and enrollment.source in BY_ONESELF


@transaction.atomic
def withdraw(*, enrollment: Enrollment, by: User | None, at: dt.datetime, reason: str = "") -> Enrollment:
    """End an enrollment that is not completed. What was learned stays on record.

    Args:
        by: the learner, who manages the learner's unit or the class, or None for the installation itself.
        reason: needed from everybody but the learner.

    Returns:
        The enrollment as it is now; one that ended before is returned as it is.

    Raises:
        EnrollmentError: completed, assigned by the organisation (for the learner), not in reach, no reason.

    Side effects:
        Gives the place back and promotes who waits; a change row, counts, an audit row where it was not the
        learner.
    """
    locked = lock_enrollment(enrollment)
    own = by is not None and by.pk == locked.learner_id
    if locked.state == EnrollmentState.WITHDRAWN:
        return locked
    if locked.state not in UNFINISHED:
        raise EnrollmentError(_("已经完成或者已经结束的报名不能退出。"))
    if own and not may_leave(locked):
        raise EnrollmentError(_("由组织安排的培训不能自行退出，请联系本单位培训管理员。"))
    if not own:
        check_manages(by, locked)
        if not reason.strip():
            raise EnrollmentError(_("请写明退出的原因。"))
    end(locked, state=EnrollmentState.WITHDRAWN, at=at)
    action = None if own else TrainingAction.WITHDRAWN
    note(locked, ChangeKind.WITHDRAWN, action, by=by, at=at, reason=reason)
    return locked


def end(locked: Enrollment, *, state: EnrollmentState, at: dt.datetime) -> None:
    """End a locked enrollment: counts, place, and who waits for it."""
    if locked.state == EnrollmentState.ACTIVE:
        note_changes([count(locked, enrolled=-1)])
    if locked.state == EnrollmentState.COMPLETED:
        note_changes([count(locked, enrolled=-1, completed=-1)])
    had_place = locked.holds_place
    give_back_place(enrollment=locked)
    locked.state, locked.ended_at, locked.completed_at = state, at, None
    locked.save(update_fields=["state", "ended_at", "completed_at", "holds_place", "quota"])
    if had_place and locked.klass_id is not None:
        promote_waiting(klass_id=locked.klass_id, at=at)
