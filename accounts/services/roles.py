"""Granting and revoking roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import ROLE_GROUP_NAMES, AuditAction, Role
from accounts.models import User
from accounts.rules import has_role, may_hold_together, role_of_group
from accounts.services import auditing

# "app_label.codename" of what each role may do in the Wagtail admin; permissions on pages are given by
# the content package. Nobody may delete accounts: they are disabled.
_ADMIN_ACCESS = "wagtailadmin.access_admin"
_VERBS = ("add", "change", "delete")
_QUESTIONS = tuple(f"search.{verb}_commonquestion" for verb in _VERBS)
# Of the whole city; search.rules leaves them to editors whose office reaches it.
_SEARCH_WORDS = (
    *(f"search.{verb}_{model}" for verb in _VERBS for model in ("synonym", "stopword", "judgedquery")),
    *(f"wagtailsearchpromotions.{verb}_searchpromotion" for verb in _VERBS),
)
_ROLE_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.READER: (),
    Role.TRAINER: (_ADMIN_ACCESS, "accounts.view_orgunit"),
    Role.EDITOR: (_ADMIN_ACCESS, "accounts.view_orgunit", *_QUESTIONS, *_SEARCH_WORDS),
    Role.FIRST_REVIEWER: (_ADMIN_ACCESS,),
    Role.SECOND_REVIEWER: (_ADMIN_ACCESS,),
    Role.FINAL_REVIEWER: (_ADMIN_ACCESS,),
    Role.DISTRICT_ADMIN: (_ADMIN_ACCESS, "accounts.view_orgunit", *_QUESTIONS),
    Role.SYSTEM_ADMIN: (
        _ADMIN_ACCESS,
        "accounts.view_orgunit",
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
        "content.change_portalsettings",
    ),
    # The form shows a security administrator nothing but the roles; see accounts.forms.
    Role.SECURITY_ADMIN: (
        _ADMIN_ACCESS,
        "accounts.view_orgunit",
        "accounts.view_user",
        "accounts.change_user",
    ),
    Role.AUDIT_ADMIN: (_ADMIN_ACCESS, "accounts.view_auditentry"),
}

_inside_service: ContextVar[bool] = ContextVar("roles_inside_service", default=False)


class RoleRuleError(Exception):
    """A role may not be granted or revoked; the message is for people."""


def ensure_role_groups() -> dict[Role, Group]:
    """Create the group of every role with its permissions; call it as often as you like.

    Permissions a group has beyond this list (pages, given by content) stay. A permission that does not
    exist yet, in the middle of the first migration, is given at the next call.
    """
    wanted = {label for labels in _ROLE_PERMISSIONS.values() for label in labels}
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type").filter(
            codename__in={label.split(".")[1] for label in wanted},
            content_type__app_label__in={label.split(".")[0] for label in wanted},
        )
    }
    groups: dict[Role, Group] = {}
    for role, name in ROLE_GROUP_NAMES.items():
        groups[role], _created = Group.objects.get_or_create(name=name)
        groups[role].permissions.add(
            *(permissions[label] for label in _ROLE_PERMISSIONS[role] if label in permissions)
        )
    return groups


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User | None, at: dt.datetime, address: str = "") -> None:
    """Give a person a role.

    Args:
        by: the security administrator (or superuser) who grants; None when the installation itself does,
            from a management command.

    Raises:
        RoleRuleError: the actor may not grant, grants to themselves, or the roles exclude each other.

    Side effects:
        One audit record; none when the person already has the role.
    """
    held = _locked_roles(user)
    _check_actor(user=user, by=by)
    if role in held:
        return
    if not may_hold_together(held | {role}):
        raise RoleRuleError(
            _("系统管理员、安全管理员、审计管理员须由不同人员担任，且不得兼任业务角色（读者除外）。")
        )
    with _auditing_here():
        user.groups.add(_group(role))
    _record(AuditAction.ROLE_GRANTED, user=user, role=role, by=by, at=at, address=address)


@transaction.atomic
def revoke_role(*, user: User, role: Role, by: User | None, at: dt.datetime, address: str = "") -> None:
    """Take a role from a person; it ends with their next request.

    Raises:
        RoleRuleError: the actor may not revoke, or revokes from themselves.

    Side effects:
        One audit record; none when the person does not have the role.
    """
    held = _locked_roles(user)
    _check_actor(user=user, by=by)
    if role not in held:
        return
    with _auditing_here():
        user.groups.remove(_group(role))
    _record(AuditAction.ROLE_REVOKED, user=user, role=role, by=by, at=at, address=address)


def may_grant_roles(actor: User) -> bool:
    """Whether a person grants roles at all: the security administrator, and the superuser of set-up."""
    return actor.is_active and (actor.is_superuser or has_role(actor, Role.SECURITY_ADMIN))


def is_inside_service() -> bool:
    """Whether the groups are being changed by this module, which writes the audit record itself."""
    return _inside_service.get()


def record_group_change(*, user: User, group: Group, added: bool, by: User | None, at: dt.datetime) -> None:
    """Write the audit record of a change of groups made past this module (console, Wagtail's screens)."""
    action = AuditAction.ROLE_GRANTED if added else AuditAction.ROLE_REVOKED
    auditing.record(
        action=action, by=by, at=at, target=user, data={"group": group.name, "outside_service": True}
    )


def _locked_roles(user: User) -> frozenset[Role]:
    """The roles as the database has them now; the row lock keeps two grants from passing each other."""
    User.objects.select_for_update().filter(pk=user.pk).first()
    names = user.groups.values_list("name", flat=True)
    return frozenset(role for name in names if (role := role_of_group(name)))


def _check_actor(*, user: User, by: User | None) -> None:
    if by is None:
        return
    if by.pk == user.pk:
        raise RoleRuleError(_("不能为自己授予或撤销角色。"))
    if not may_grant_roles(by):
        raise RoleRuleError(_("只有安全管理员可以授予或撤销角色。"))


def _group(role: Role) -> Group:
    return Group.objects.get_or_create(name=ROLE_GROUP_NAMES[role])[0]


@contextmanager
def _auditing_here() -> Iterator[None]:
    token = _inside_service.set(True)
    try:
        yield
    finally:
        _inside_service.reset(token)


def _record(
    action: AuditAction, *, user: User, role: Role, by: User | None, at: dt.datetime, address: str
) -> None:
    user.remembered_roles = None
    data = {"role": role.value, "group": ROLE_GROUP_NAMES[role]}
    auditing.record(action=action, by=by, at=at, target=user, data=data, address=address)
