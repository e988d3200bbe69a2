"""Pure rules: how far a trainer sees."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from accounts.rules import Person, has_role, roles_of, scope_path

# A district administrator looks after training in the own subtree as a trainer does.
TRAINING_ROLES = frozenset({Role.TRAINER, Role.DISTRICT_ADMIN})


def training_path(user: Person | AnonymousUser) -> str | None:
    """The treebeard path of the unit whose subtree a person looks after in training.

    "" is everything (superusers), None nothing: people without the role, system administrators.
    """
    if isinstance(user, AnonymousUser) or not user.is_active:
        return None
    if user.is_superuser:
        return ""
    return scope_path(user) if roles_of(user) & TRAINING_ROLES else None


def may_manage(user: Any, unit: Any) -> bool:
    """Whether ``user`` manages what belongs to ``unit``; without a unit only those of the whole tree do."""
    path = training_path(user)
    if path is None:
        return False
    return path == "" or (unit is not None and bool(unit.path.startswith(path)))


def keeps_tables(user: Any) -> bool:
    """Whether somebody keeps the tables of hours: trainers whose unit is the root of the tree, superusers.

    They hold for the whole city, so a district's trainer or administrator does not change them.
    """
    path = training_path(user)
    if path is None:
        return False
    return path == "" or (has_role(user, Role.TRAINER) and len(path) <= user.unit.steplen)
