"""Wagtail's user screens, made to keep to the rules of who may change whom."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.users.views import users as wagtail_views

from accounts.addresses import client_address
from accounts.forms import AccountForm
from accounts.models import User
from accounts.services import people, roles


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
        return super().get_base_queryset().select_related("unit").prefetch_related("groups")

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


class EditView(wagtail_views.EditView):
    """An account; see AccountForm for who sees which fields."""

    template_name = "wagtailadmin/generic/edit.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = request.user
        if not isinstance(actor, User) or not (
            people.may_change_account(actor=actor, subject=self.object)
            or (roles.may_grant_roles(actor) and actor.pk != self.object.pk)
        ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        acting = {"acting": self.request.user, "address": client_address(self.request)}
        return {**super().get_form_kwargs(), **acting}

    def save_instance(self) -> User:
        return self.form.save()


class DeleteView(wagtail_views.DeleteView):
    """Accounts are disabled, not deleted: what a person did stays attached to a person."""

    def dispatch(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        raise PermissionDenied


class UserViewSet(wagtail_views.UserViewSet):
    """Wagtail's user screens with our form and without the ways round it (copy, delete, bulk)."""

    copy_view_enabled = False
    template_prefix = ""
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    index_template_name = "wagtailadmin/generic/index.html"

    def get_form_class(self, for_update: bool = False) -> type[AccountForm]:  # noqa: ARG002
        return AccountForm


def _role_names(user: User) -> str:
    return "、".join(sorted(group.name for group in user.groups.all()))
