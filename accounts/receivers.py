"""Events at edges we do not own: sign-in, lock-out, groups changed past our services."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_failure_limit
from axes.signals import user_locked_out
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import m2m_changed, post_migrate
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.addresses import client_address
from accounts.enums import AuditAction
from accounts.models import User
from accounts.selectors.people import find_by_login
from accounts.services import auditing, roles
from accounts.services.sessions import start_session
from accounts.triggers import create_triggers
from common import clock


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def record_sign_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Start the session's clock and write the audit record."""
    at = clock.now()
    start_session(session=request.session, at=at)
    auditing.record(action=AuditAction.SIGN_IN, by=user, at=at, address=client_address(request))


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def record_sign_out(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    """Write the audit record; nothing for somebody who was not signed in."""
    if user is not None:
        auditing.record(action=AuditAction.SIGN_OUT, by=user, at=clock.now(), address=client_address(request))


@receiver(user_login_failed, dispatch_uid="accounts.sign_in_failed")
def record_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any) -> None:
    """Write the audit record under the name that was typed."""
    typed = str(credentials.get("staff_number") or credentials.get("username") or "")
    auditing.record(
        action=AuditAction.SIGN_IN_FAILED,
        by=None,
        at=clock.now(),
        target=find_by_login(typed),
        actor_label=typed[:64],
        address=client_address(request),
    )


@receiver(user_locked_out, dispatch_uid="accounts.locked_out")
def record_lock_out(request: HttpRequest, username: str, **_kwargs: Any) -> None:
    """Write one record when a lock-out begins; later tries during it are failures like any other."""
    if getattr(request, "axes_failures_since_start", None) != get_failure_limit(request, None):
        return
    auditing.record(
        action=AuditAction.LOCKED_OUT,
        by=None,
        at=clock.now(),
        target=find_by_login(username or ""),
        actor_label=str(username or "")[:64],
        address=client_address(request),
    )


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="accounts.groups_changed")
def record_group_changes(
    instance: User | Group, action: str, reverse: bool, pk_set: set[int] | None, **_kwargs: Any
) -> None:
    """Write one record for each group gained or lost past accounts.services.roles."""
    if isinstance(instance, User):
        instance.remembered_roles = None
    if roles.is_inside_service() or action not in {"post_add", "post_remove", "pre_clear"}:
        return
    for user, group in _changed_pairs(instance, reverse, action, pk_set or set()):
        roles.record_group_change(user=user, group=group, added=action == "post_add", by=None, at=clock.now())


def _changed_pairs(
    instance: User | Group, reverse: bool, action: str, pks: set[int]
) -> list[tuple[User, Group]]:
    if reverse:
        assert isinstance(instance, Group)  # noqa: S101 - Django: the group is the instance in reverse
        people = instance.user_set.all() if action == "pre_clear" else User.objects.filter(pk__in=pks)
        return [(user, instance) for user in people]
    assert isinstance(instance, User)  # noqa: S101
    groups = instance.groups.all() if action == "pre_clear" else Group.objects.filter(pk__in=pks)
    return [(instance, group) for group in groups]


@receiver(post_migrate, dispatch_uid="accounts.migrated")
def prepare_database(sender: Any, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Create the role groups and the audit triggers after `migrate`.

    In the turn of django.contrib.auth, late in INSTALLED_APPS: by then all permissions the groups need exist.
    """
    if sender.label != "auth":
        return
    connection = connections[using]
    if "accounts_auditentry" not in connection.introspection.table_names():
        return
    create_triggers(connection)
    roles.ensure_role_groups()
