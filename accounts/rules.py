"""Pure rules: who holds which role, how far it reaches, what a phone number or code looks like."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser

from accounts.enums import ROLE_GROUP_NAMES, Role


class Person(Protocol):
    """What these rules need of accounts.models.User, which imports them."""

    pk: Any
    is_active: Any
    is_superuser: Any
    unit: Any
    groups: Any
    remembered_roles: frozenset[Role] | None


_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DIVISION_CODE = re.compile(r"[0-9]{6}([0-9]{3}([0-9]{3})?)?")
_PHONE_PUNCTUATION = str.maketrans("", "", " -()\u2010\u2011\u2012\u2013\u2014\u3000\t")

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
# These roles reach as far as the subtree of the person's own unit.
SCOPED_ROLES = frozenset(
    {
        Role.TRAINER,
        Role.EDITOR,
        Role.FIRST_REVIEWER,
        Role.SECOND_REVIEWER,
        Role.FINAL_REVIEWER,
        Role.DISTRICT_ADMIN,
    }
)
_ROLE_BY_GROUP_NAME = {name: role for role, name in ROLE_GROUP_NAMES.items()}


def is_division_code(code: str) -> bool:
    """Whether a code has the form of a division code: 6 digits, or 9 or 12 with township and village."""
    return _DIVISION_CODE.fullmatch(code) is not None


def normalize_phone(text: str) -> str | None:
    """A mobile number as eleven digits, or None when the text is no mobile number.

    Full-width digits, spaces, hyphens and the country code 86 are accepted.
    """
    digits = unicodedata.normalize("NFKC", text).strip().translate(_PHONE_PUNCTUATION)
    digits = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)", "", digits)
    return digits if _MOBILE.fullmatch(digits) else None


def normalize_login(text: str) -> str:
    """What a person typed as staff number or phone, without accidents of the input method."""
    return normalize_phone(text) or unicodedata.normalize("NFKC", text).strip()


def role_of_group(group_name: str) -> Role | None:
    """The role a group carries, or None for a group that is no role."""
    return _ROLE_BY_GROUP_NAME.get(group_name)


def held_roles(user: Person) -> frozenset[Role]:
    """The roles a person was given, disabled or not; one query, then remembered on the object."""
    if user.remembered_roles is None:
        names = [group.name for group in user.groups.all()]
        user.remembered_roles = frozenset(role for name in names if (role := role_of_group(name)))
    return user.remembered_roles


def roles_of(user: Person | AnonymousUser) -> frozenset[Role]:
    """The roles a person may use now: none for a disabled or anonymous one."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    return held_roles(user)


def has_role(user: Person | AnonymousUser, role: Role) -> bool:
    """Whether a person holds a role. Being a superuser is no role: superusers hold what was granted."""
    return role in roles_of(user)


def may_hold_together(roles: frozenset[Role]) -> bool:
    """Whether one person may hold these roles: an administrator holds nothing else but reader.

    Separation of duties (三权分立), GB/T 22239-2019 level 3: system, security and audit administration
    are different people, and none of them has a hand in content.
    """
    administrating = roles & ADMINISTRATORS
    return not administrating or (len(administrating) == 1 and roles <= administrating | {Role.READER})


def scope_path(user: Person | AnonymousUser) -> str | None:
    """How far a person's office reaches in the organisation tree.

    Returns:
        The treebeard path of the unit whose subtree the person administers, "" for everything
        (system administrators, superusers), None for nothing.
    """
    if isinstance(user, AnonymousUser) or not user.is_active:
        return None
    if user.is_superuser or has_role(user, Role.SYSTEM_ADMIN):
        return ""
    if roles_of(user) & SCOPED_ROLES and user.unit is not None:
        return str(user.unit.path)
    return None


def sight_path(user: Person | AnonymousUser) -> str | None:
    """How far a person sees people and units in the admin; the result is like that of `scope_path`.

    As far as the office reaches; the security administrator, who gives roles to people of all units, sees
    everything.
    """
    return "" if has_role(user, Role.SECURITY_ADMIN) else scope_path(user)


def looks_after(actor: Person, subject: Person) -> bool:
    """Whether somebody is one of a district administrator's own people: of the subtree of the own unit.

    Not among them: the three administrators and the superuser, whatever their unit (separation of duties),
    and the district administrator, whose own unit decides how far the office reaches.
    """
    path = scope_path(actor)
    if not has_role(actor, Role.DISTRICT_ADMIN) or path is None or actor.pk == subject.pk:
        return False
    if subject.is_superuser or held_roles(subject) & ADMINISTRATORS:
        return False
    return subject.unit is not None and bool(subject.unit.path.startswith(path))
