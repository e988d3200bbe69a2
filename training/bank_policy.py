"""Who keeps the item bank: trainers, district administrators and editors, each what their own units own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from accounts.enums import Role
from accounts.rules import roles_of, scope_path
from accounts.selectors.units import paths_down_to
from content.rules import scope_filter, within_scope

BANK_ROLES = frozenset({Role.TRAINER, Role.DISTRICT_ADMIN, Role.EDITOR})


def bank_path(user: Any) -> str | None:
    """The treebeard path of the unit whose subtree's items somebody keeps; "" is everything, None nothing."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return None
    if user.is_superuser:
        return ""
    return scope_path(user) if roles_of(user) & BANK_ROLES else None


def own(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Topics, items or papers of the person's units; without a unit, those of who reaches the whole tree."""
    return rows.filter(scope_filter(bank_path(user)))


def usable(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """What may be put into a paper: the own, and what the units above offer."""
    path = bank_path(user)
    if path is None:
        return rows.none()
    offered = Q(unit__isnull=True) | Q(unit__path__in=paths_down_to(path))
    return rows.filter(scope_filter(path) | offered)


class OwnUnitsPolicy(BasePermissionPolicy):
    """Everything with what belongs to the own units, nothing with the rest."""

    def user_has_permission(self, user: Any, action: str) -> bool:  # noqa: ARG002
        return bank_path(user) is not None

    def users_with_any_permission(self, actions: Any) -> QuerySet[Any]:  # noqa: ARG002
        names = [role.group_name for role in BANK_ROLES]
        people = get_user_model()._default_manager.filter(is_active=True)
        return people.filter(Q(groups__name__in=names) | Q(is_superuser=True)).distinct()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:  # noqa: ARG002
        # A new row has no unit yet; its form gives it one of the own.
        return bank_path(user) is not None and (
            instance.pk is None or within_scope(instance, bank_path(user))
        )

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:  # noqa: ARG002
        return own(user, self.model._default_manager.all())
