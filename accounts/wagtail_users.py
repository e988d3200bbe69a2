"""Wagtail's user screens, made to keep to the rules of who may change whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.usage import UsageView as WagtailUsageView
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views import users as wagtail_views
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)

from accounts.addresses import client_address
from accounts.enums import Role
from accounts.forms import AccountForm
from accounts.models import User
from accounts.rules import has_role
from accounts.selectors.people import people_in_sight
from accounts.services import people, roles


def may_open(actor: User, subject: User) -> bool:
    """Whether the form of an account has a field for a person."""
    if people.changeable_fields(actor=actor, subject=subject):
        return True
    return roles.may_grant_roles(actor) and actor.pk != subject.pk


class AccountPolicy(ModelPermissionPolicy):
    """Django's permissions for the administrators of the city; the role alone for those of a district.

    With Django's permission, Wagtail's site history would show a district administrator what everybody did to
    their own account.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        if action in {"view", "change"} and has_role(user, Role.DISTRICT_ADMIN):
            return True
        return bool(super().user_has_permission(user, action))

    def user_has_permission_for_instance(self, user: User, action: str, instance: User) -> bool:
        if not self.user_has_permission(user, action):
            return False
        if not people_in_sight(user).filter(pk=instance.pk).exists():
            return False
        return action != "change" or may_open(user, instance)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[User]:
        allowed = self.user_has_any_permission(user, actions)
        return people_in_sight(user) if allowed else User.objects.none()


class AccountInSight:
    """Part of a view of one account: those out of sight are not found."""

    request: HttpRequest

    def get_queryset(self) -> QuerySet[User]:
        """Asked by the views that change an account."""
        return _seen_by(self.request)

    def get_base_object_queryset(self) -> QuerySet[User]:
        """Asked by the views that list something about an account."""
        return _seen_by(self.request)


def _seen_by(request: HttpRequest) -> QuerySet[User]:
    assert isinstance(request.user, User)  # noqa: S101 - the admin asks for a sign-in first
    return people_in_sight(request.user)


class IndexView(wagtail_views.IndexView):
    """People with number, unit and state; no bulk actions, which would go past the services."""

    search_fields = ["staff_number", "name", "phone"]
    default_ordering = "staff_number"

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=gettext_lazy("姓名"),
                sort_key="name",
                get_url=self.get_edit_url,
                accessor="name",
            ),
            Column("staff_number", label=gettext_lazy("工号"), sort_key="staff_number"),
            Column("unit", label=gettext_lazy("单位"), accessor="unit"),
            Column("roles", label=gettext_lazy("角色"), accessor=_role_names),
            BooleanColumn("is_active", label=gettext_lazy("启用"), sort_key="is_active"),
            DateColumn("last_login", label=gettext_lazy("最近登录"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> Any:
        return _seen_by(self.request).select_related("unit").prefetch_related("groups")

    def get_edit_url(self, instance: User) -> str | None:
        """No link to what would be refused."""
        url: str | None = super().get_edit_url(instance)
        return url if may_open(self.request.user, instance) else None

    def order_queryset(self, queryset: Any) -> Any:
        fields = {"name", "staff_number", "is_active", "last_login"}
        ordering = self.ordering if str(self.ordering).lstrip("-") in fields else "staff_number"
        return queryset.order_by(ordering, "pk")


class CreateView(wagtail_views.CreateView):
    """A new account without roles."""

    template_name = "wagtailadmin/generic/create.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User) or not people.may_manage_accounts(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        acting = {"acting": self.request.user, "address": client_address(self.request)}
        return {**super().get_form_kwargs(), **acting}

    def save_instance(self) -> User:
        return self.form.save()


class EditView(AccountInSight, wagtail_views.EditView):
    """An account; see AccountForm for who sees which fields."""

    template_name = "wagtailadmin/generic/edit.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User) or not may_open(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        acting = {"acting": self.request.user, "address": client_address(self.request)}
        return {**super().get_form_kwargs(), **acting}

    def save_instance(self) -> User:
        return self.form.save()


class DeleteView(AccountInSight, wagtail_views.DeleteView):
    """Accounts are disabled, not deleted: what a person did stays attached to a person."""

    def dispatch(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        raise PermissionDenied


class HistoryView(AccountInSight, wagtail_views.HistoryView):
    """What Wagtail noted about an account."""


class UsageView(AccountInSight, WagtailUsageView):
    """Where Wagtail uses an account."""


class _Closed:
    """Wagtail's bulk actions change roles and states past the rules and the audit log."""

    def dispatch(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        raise PermissionDenied


class ClosedAssignRole(_Closed, AssignRoleBulkAction):
    """Refused."""


class ClosedDelete(_Closed, DeleteBulkAction):
    """Refused."""


class ClosedSetActiveState(_Closed, SetActiveStateBulkAction):
    """Refused."""


CLOSED_BULK_ACTIONS = (ClosedAssignRole, ClosedDelete, ClosedSetActiveState)


class UserViewSet(wagtail_views.UserViewSet):
    """Wagtail's user screens with our form and without the ways round it (copy, delete, bulk)."""

    copy_view_enabled = False
    template_prefix = ""
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    history_view_class = HistoryView
    usage_view_class = UsageView
    index_template_name = "wagtailadmin/generic/index.html"

    def get_form_class(self, for_update: bool = False) -> type[AccountForm]:  # noqa: ARG002
        return AccountForm


def _role_names(user: User) -> str:
    return "、".join(sorted(group.name for group in user.groups.all()))
