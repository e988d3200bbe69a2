"""Links that let people into a class."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import OrgUnit, User
from accounts.services import auditing
from training.enums import TrainingAction
from training.models import Invitation, TrainingClass
from training.rules import training_path
from training.services.arranging import ClassError, lock_class

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def create_invitation(
    *,
    klass: TrainingClass,
    by: User,
    at: dt.datetime,
    expires_at: dt.datetime,
    uses: int | None = None,
    unit: OrgUnit | None = None,
) -> Invitation:
    """Make a link into a class.

    Args:
        uses: how many people may come in by it; None for as many as there are places.
        unit: only people of its subtree may use it.

    Raises:
        ClassError: the class is not the person's, is closed or canceled; the link would end in the past or be
            valid for more than a year; the unit is not one of the person's.
    """
    stored = lock_class(klass, by=by)
    if not at < expires_at <= at + LONGEST:
        raise ClassError(_("有效期应在今后一年以内。"))
    path = training_path(by)
    if unit is not None and not (path is not None and unit.path.startswith(path)):
        raise ClassError(_("只能选择本单位及所属单位。"))
    invitation = Invitation.objects.create(
        token=secrets.token_urlsafe(24),
        version=stored.version,
        klass=stored,
        unit=unit,
        expires_at=expires_at,
        uses_left=uses,
        created_by=by,
        created_at=at,
    )
    data = {"invitation": invitation.pk, "uses": uses, "unit": unit.pk if unit else None}
    auditing.record(action=TrainingAction.INVITATION_CREATED, by=by, at=at, target=stored, data=data)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User, at: dt.datetime) -> bool:
    """Stop a link; whoever came in by it stays.

    Returns:
        Whether this call stopped it.

    Raises:
        ClassError: the class is not the person's, is closed or canceled.
    """
    assert invitation.klass is not None  # noqa: S101 - links without a class are not made here
    # The link before the class, as who comes by it has them.
    stopped = Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True).update(revoked_at=at)
    klass = lock_class(invitation.klass, by=by)
    if stopped:
        data = {"invitation": invitation.pk}
        auditing.record(action=TrainingAction.INVITATION_REVOKED, by=by, at=at, target=klass, data=data)
    return bool(stopped)
