"""Accounts: making, changing, disabling; passwords."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from accounts.enums import AuditAction, Role
from accounts.models import OrgUnit, User
from accounts.rules import has_role, held_roles, looks_after, scope_path
from accounts.services import auditing

# Sent in the transaction of the change, with ``user``, ``former`` (the unit before), ``by`` and ``at``, to
# packages whose records say of which unit a person is.
person_moved = Signal()

EDITABLE_FIELDS = ("staff_number", "name", "phone", "email", "unit", "rank", "post")
# What a district administrator keeps up to date.
DISTRICT_FIELDS = ("name", "phone", "unit", "rank", "post")
# Whoever can set such a person's password can act as them.
_OUT_OF_REACH = frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class AccountRuleError(Exception):
    """An account may not be made or changed by this person; the message is for people."""


def may_manage_accounts(actor: User) -> bool:
    """Whether a person makes and changes accounts: the system administrator, the superuser of set-up."""
    return actor.is_active and (actor.is_superuser or has_role(actor, Role.SYSTEM_ADMIN))


def may_change_account(*, actor: User, subject: User) -> bool:
    """Whether a person may change another's account, password included.

    A system administrator reaches neither the security and audit administrators nor a superuser:
    with their password he would hold their office as well. Disabled ones count too: he could enable them.
    """
    if not may_manage_accounts(actor):
        return False
    if actor.is_superuser:
        return True
    return not subject.is_superuser and not held_roles(subject) & _OUT_OF_REACH


def changeable_fields(*, actor: User, subject: User) -> tuple[str, ...]:
    """The fields of an account a person may change; none where they may not change it at all.

    A district administrator keeps the data of the own people and disables them. Neither passwords nor roles:
    with a reviewer's password, one person could take two of the three steps of a review.
    """
    if may_change_account(actor=actor, subject=subject):
        return EDITABLE_FIELDS
    return DISTRICT_FIELDS if looks_after(actor, subject) else ()


@transaction.atomic
def create_user(
    *,
    staff_number: str,
    name: str,
    by: User | None,
    at: dt.datetime,
    password: str | None = None,
    phone: str | None = None,
    unit: OrgUnit | None = None,
    rank: str = "",
    post: str = "",
    email: str = "",
    must_change_password: bool = False,
    address: str = "",
) -> User:
    """Make an account without any role.

    Args:
        by: the system administrator (or superuser); None when the installation itself does.
        password: the first password; None makes an account that cannot sign in yet.
        phone: a mobile number in any usual writing.

    Raises:
        AccountRuleError: the actor may not make accounts.
        ValidationError: a field is wrong, a number is taken, or the password is weak.
    """
    if by is not None and not may_manage_accounts(by):
        raise AccountRuleError(_("只有系统管理员可以新建账号。"))
    user = User(
        staff_number=staff_number.strip(),
        name=name.strip(),
        phone=phone or None,
        unit=unit,
        rank=rank,
        post=post,
        email=email,
        must_change_password=must_change_password,
        date_joined=at,
    )
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    auditing.record(action=AuditAction.USER_CREATED, by=by, at=at, target=user, address=address)
    return user


@transaction.atomic
def change_user(*, user: User, by: User, at: dt.datetime, address: str = "", **fields: Any) -> None:
    """Change fields of an account (see `changeable_fields`).

    Raises:
        AccountRuleError: the actor may not change this account, or not this field, or not to this unit.
        ValidationError: a field is wrong or a number is taken.
    """
    stored = _check_reach(actor=by, subject=user)
    closed = set(fields) - set(changeable_fields(actor=by, subject=stored))
    if closed:
        raise AccountRuleError(_("不能修改这些字段：%(names)s") % {"names": "、".join(sorted(closed))})
    if "unit" in fields:
        _check_unit(fields["unit"], actor=by)
    for field, value in fields.items():
        setattr(user, field, value)
    user.full_clean(exclude=["password", "groups", "user_permissions"])
    changed = [field for field in fields if getattr(user, field) != getattr(stored, field)]
    if changed:
        user.save(update_fields=changed)
        auditing.record(
            action=AuditAction.USER_CHANGED,
            by=by,
            at=at,
            target=user,
            data={"fields": sorted(changed)},
            address=address,
        )
    if "unit" in changed:
        person_moved.send(sender=User, user=user, former=stored.unit, by=by, at=at)


@transaction.atomic
def set_active(*, user: User, active: bool, by: User | None, at: dt.datetime, address: str = "") -> None:
    """Enable or disable an account; a disabled person loses access with the next request.

    Raises:
        AccountRuleError: the actor may not, or it is their own account.
    """
    if by is not None:
        _check_reach(actor=by, subject=user)
        if by.pk == user.pk:
            raise AccountRuleError(_("不能停用自己的账号。"))
    if User.objects.filter(pk=user.pk, is_active=active).exists():
        return
    user.is_active = active
    user.remembered_roles = None
    user.save(update_fields=["is_active"])
    action = AuditAction.USER_ENABLED if active else AuditAction.USER_DISABLED
    auditing.record(action=action, by=by, at=at, target=user, address=address)


@transaction.atomic
def reset_password(*, user: User, password: str, by: User, at: dt.datetime, address: str = "") -> None:
    """Set another person's password; they must choose their own at the next sign-in.

    Raises:
        AccountRuleError: the actor may not, or it is their own account.
        ValidationError: the password is weak.
    """
    if not may_change_account(actor=by, subject=User.objects.get(pk=user.pk)):
        raise AccountRuleError(_("您无权修改该账号。"))
    if by.pk == user.pk:
        raise AccountRuleError(_("请在“修改密码”页面修改自己的密码。"))
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    auditing.record(action=AuditAction.PASSWORD_RESET, by=by, at=at, target=user, address=address)


@transaction.atomic
def change_own_password(*, user: User, password: str, at: dt.datetime, address: str = "") -> None:
    """Set one's own new password; every other session of the person ends.

    Raises:
        ValidationError: the password is weak or the same as before.
    """
    if user.check_password(password):
        raise ValidationError(_("新密码不能与原密码相同。"))
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    auditing.record(action=AuditAction.PASSWORD_CHANGED, by=user, at=at, target=user, address=address)


def _check_reach(*, actor: User, subject: User) -> User:
    """The account as it is stored: a form has already put the new unit onto ``subject``."""
    stored = User.objects.select_related("unit").get(pk=subject.pk)
    if not changeable_fields(actor=actor, subject=stored):
        raise AccountRuleError(_("您无权修改该账号。"))
    return stored


def _check_unit(unit: OrgUnit | None, *, actor: User) -> None:
    path = scope_path(actor)
    if path != "" and (unit is None or path is None or not unit.path.startswith(path)):
        raise AccountRuleError(_("只能选择本单位及所属单位。"))
