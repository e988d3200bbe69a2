"""Revoking a completion: a second event, never a change of the first."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import auditing
from accounts.services.auditing import plain_text
from training.enums import ChangeKind, EnrollmentState, EventKind, TrainingAction
from training.models import Completion, CompletionRevocation, EnrollmentChange
from training.services.certifying import revoke_certificate_of
from training.services.crediting import reverse_completion
from training.services.locking import lock_enrollment
from training.services.recording import record
from training.services.withdrawing import end


class RevocationError(ValidationError):
    """A completion that cannot be revoked; the message is for people, nothing was saved."""


@transaction.atomic
def revoke_completion(
    *, completion: Completion, by: User, at: dt.datetime, reason: str
) -> CompletionRevocation:
    """Say that a completion no longer counts. The completion itself stays as it was written.

    The enrollment ends by it: what was learned once was judged once. Who is to take the course again enrolls
    again, with progress that begins at nothing.

    Args:
        by: a trainer in whose subtree the enrollment counts (checked by the caller), not the learner.

    Raises:
        RevocationError: there is no reason, it was revoked before, or it is one's own.

    Side effects:
        A second event, a change of the enrollment, the audit log; the counts of the boards; the place in a
        class is given back and handed on; hours are reversed, the certificate is revoked.
    """
    reason = plain_text(reason, 200).strip()
    if not reason:
        raise RevocationError(_("请写明撤销的原因。"))
    if completion.learner_id == by.pk:
        raise RevocationError(_("不能撤销本人的完成记录。"))
    enrollment = lock_enrollment(completion.enrollment)
    if CompletionRevocation.objects.filter(completion=completion).exists():
        raise RevocationError(_("这条完成记录已经撤销。"))
    revocation = CompletionRevocation.objects.create(completion=completion, at=at, by=by, reason=reason)
    end(enrollment, state=EnrollmentState.WITHDRAWN, at=at)
    EnrollmentChange.objects.create(
        enrollment=enrollment, kind=ChangeKind.REVOKED, at=at, by=by, reason=reason
    )
    record(
        key=f"completion-revoked:{completion.pk}",
        kind=EventKind.COMPLETION_REVOKED,
        enrollment=enrollment,
        at=at,
        data={"completion": completion.pk, "reason": reason},
    )
    reverse_completion(completion=completion, by=by, at=at, reason=reason)
    revoke_certificate_of(completion=completion, by=by, at=at, reason=reason)
    auditing.record(
        action=TrainingAction.COMPLETION_REVOKED,
        by=by,
        at=at,
        target=completion.learner,
        data={"completion": completion.pk, "course": str(completion.version), "reason": reason},
    )
    return revocation
