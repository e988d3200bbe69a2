"""What happened to an enrollment goes on record twice: in its own history, and in the audit log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.models import User
from accounts.services import auditing
from training.enums import ChangeKind, TrainingAction
from training.models import Enrollment, EnrollmentChange


def note(
    enrollment: Enrollment,
    kind: ChangeKind,
    action: TrainingAction | None,
    *,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """Write the change row, and the audit row with the learner, in the caller's transaction.

    Args:
        action: None where it was the learner's own doing, which the audit log does not keep.
    """
    reason, data = reason.strip()[:200], data or {}
    EnrollmentChange.objects.create(enrollment=enrollment, kind=kind, at=at, by=by, reason=reason, data=data)
    if action is not None:
        audited = {**data, "learner": enrollment.learner_id, "reason": reason}
        auditing.record(action=action, by=by, at=at, target=enrollment, data=audited)
