"""Invented people and units (示例)."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from accounts.enums import CodeScheme, Role, UnitKind
from accounts.models import OrgUnit, User
from accounts.services import roles, units

PASSWORD = "Shili-mima-2016"
NOON = dt.datetime(2016, 11, 1, 12, 0, tzinfo=timezone.get_default_timezone())
_numbers = itertools.count(1)


def make_user(*granted: Role, **fields: Any) -> User:
    """A person with a password and roles, by default 示例一, 示例二 …; not through the audited services."""
    number = next(_numbers)
    fields.setdefault("staff_number", f"S{number:05d}")
    fields.setdefault("name", f"示例{number}")
    user = User.objects.create_user(password=fields.pop("password", PASSWORD), **fields)
    for role in granted:
        roles.grant_role(user=user, role=role, by=None, at=NOON)
    return user


def make_superuser(**fields: Any) -> User:
    """The account of the installation."""
    return make_user(is_superuser=True, **fields)


def make_unit(name: str = "示例市", parent: OrgUnit | None = None, **fields: Any) -> OrgUnit:
    """A unit with an own code."""
    fields.setdefault("code", f"Z{next(_numbers):05d}")
    fields.setdefault("code_scheme", CodeScheme.OWN)
    fields.setdefault("kind", UnitKind.OTHER)
    return units.add_unit(parent=parent, name=name, **fields)
