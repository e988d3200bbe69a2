"""Who looks after the index, and who keeps what for the search (docs/decisions/0015-search-curation.md).

The role says that somebody may, the unit with what: words and judged queries belong to the whole city, as
pages without a unit do; a common question belongs to its page.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.enums import Role
from accounts.rules import has_role, scope_path
from content.models import BasePage
from content.rules import reaches_all, scope_filter, within_scope


def looks_after_index(user: Any) -> bool:
    """Whether a person sees how the index is and has it compared: system administrators, the superuser.

    The page shows numbers only, so it crosses no line of the separation of duties.
    """
    return bool(user.is_active and (user.is_superuser or has_role(user, Role.SYSTEM_ADMIN)))


class CityWidePolicy(ModelPermissionPolicy):
    """Django's permissions, for people whose office reaches the whole city."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        path = scope_path(user)
        return path is not None and reaches_all(path) and bool(super().user_has_permission(user, action))


class OwnPagesPolicy(ModelPermissionPolicy):
    """Django's permissions, for what is said of pages of the own units."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return scope_path(user) is not None and bool(super().user_has_permission(user, action))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action) and within_scope(instance.page, scope_path(user))

    def instances_user_has_any_permission_for(self, user: Any, actions: list[str]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().instances_user_has_any_permission_for(user, actions)
        return rows.filter(page__in=BasePage.objects.filter(scope_filter(scope_path(user))).values("pk"))
