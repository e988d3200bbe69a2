"""Writing the audit log."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.enums import AuditAction
from accounts.models import AuditEntry, User


def record(
    *,
    action: AuditAction | str,
    by: User | AnonymousUser | None,
    at: dt.datetime,
    target: models.Model | None = None,
    data: dict[str, Any] | None = None,
    address: str = "",
    actor_label: str = "",
) -> AuditEntry:
    """Add one record to the audit log, in the caller's transaction.

    Args:
        action: what happened; at most 64 characters, `package.verb` by custom.
        by: who did it; None for the installation itself (commands, timers) or an unknown person.
        at: when.
        target: the object it happened to; its label is kept as text and outlives it.
        data: details that JSON can hold. Never a password.
        address: network address of the request.
        actor_label: how to name an actor without an account, such as the name typed at sign-in.
    """
    actor_id = by.pk if by is not None else None
    return AuditEntry.objects.create(
        action=str(action),
        actor_id=actor_id,
        actor_label=plain_text(str(by) if actor_id is not None else actor_label, 200),
        at=at,
        address=address[:45],
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk)[:64] if target is not None else "",
        target_label=plain_text(str(target), 255) if target is not None else "",
        data=data or {},
    )


def plain_text(text: str, length: int) -> str:
    """A text that cannot forge a line of the log: control, format and direction marks become spaces."""
    return "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)[:length]
