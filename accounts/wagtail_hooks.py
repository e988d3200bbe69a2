"""Units and the audit log in the Wagtail admin, to read; no bulk actions on accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.account import NameEmailSettingsPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts.models import AuditEntry, OrgUnit, User
from accounts.selectors.units import breadcrumbs, units_in_sight
from accounts.wagtail_filters import narrow_people_filters
from accounts.wagtail_users import CLOSED_BULK_ACTIONS, AccountPolicy


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Lets nobody add, change or delete, not even a superuser."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: User, actions: Sequence[str]) -> bool:
        return "view" in actions and self.user_has_permission(user, "view")


for _model in (OrgUnit, AuditEntry):
    register_permission_policy(_model, ReadOnlyPolicy(_model))
register_permission_policy(User, AccountPolicy(User))


class UnitIndexView(generic.IndexView):
    """Units in the order of the tree, each with the names above it."""

    page_title = gettext_lazy("单位")
    default_ordering = "path"

    def get_base_queryset(self) -> models.QuerySet[OrgUnit]:
        return units_in_sight(self.request.user).select_related("predecessor")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        listed = list(context["object_list"])
        names = breadcrumbs(listed)
        for unit in listed:
            unit.full_path = names[unit.pk]
        context["table"].data = context["object_list"] = listed
        return context


class UnitInspectView(generic.InspectView):
    """One unit; another district's is not found."""

    def get_object(self, queryset: Any = None) -> OrgUnit:  # noqa: ARG002 - Django's signature
        return get_object_or_404(units_in_sight(self.request.user), pk=self.pk)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """What is not filled in has a dash, not Python's word for it."""
        shown = super().get_field_display_value(field_name, field)
        return "—" if shown is None or shown == "" else shown


class UnitViewSet(ModelViewSet):
    """Browse and search the organisation tree; it is changed by import."""

    model = OrgUnit
    url_prefix = "units"
    name = "units"
    icon = "group"
    menu_label = gettext_lazy("单位")
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["name", "code", "code_scheme", "kind", "valid_from", "valid_to", "predecessor"]
    form_fields: list[str] = ["name"]
    index_view_class = UnitIndexView
    inspect_view_class = UnitInspectView
    search_fields = ["name", "code"]
    search_backend_name = None
    list_filter = ["kind", "code_scheme"]
    list_per_page = 50
    list_display = [
        "name",
        Column("code", label=gettext_lazy("代码"), sort_key="code"),
        Column("full_path", label=gettext_lazy("隶属")),
        Column("get_kind_display", label=gettext_lazy("类别")),
        Column("valid_from", label=gettext_lazy("启用日期")),
        Column("valid_to", label=gettext_lazy("停用日期")),
        Column("predecessor", label=gettext_lazy("前身")),
    ]


class AuditViewSet(ModelViewSet):
    """Read the audit log; for the audit administrator."""

    model = AuditEntry
    url_prefix = "audit"
    name = "audit"
    icon = "history"
    menu_label = gettext_lazy("审计记录")
    add_to_admin_menu = True
    menu_order = 900
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "action",
        "actor_id",
        "actor_label",
        "at",
        "address",
        "target_type",
        "target_id",
        "target_label",
        "data",
    ]
    form_fields: list[str] = ["action"]
    search_fields = ["actor_label", "target_label", "action", "address"]
    search_backend_name = None
    list_filter = {"action": ["exact"], "at": ["date__gte", "date__lte"]}
    list_per_page = 50
    ordering = ["-id"]
    list_display = [
        DateColumn("at", label=gettext_lazy("时间")),
        Column("action_label", label=gettext_lazy("操作")),
        Column("actor_label", label=gettext_lazy("操作人")),
        Column("target_label", label=gettext_lazy("对象")),
        Column("address", label=gettext_lazy("地址")),
    ]


# It asks for a first and a last name, which nobody here has, and could not save them. Wagtail has no hook
# to leave a panel out; with it, people could not save their other preferences.
NameEmailSettingsPanel.is_active = lambda _panel: False


narrow_people_filters()


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ModelViewSet]:
    """Put both under the Wagtail admin."""
    return [UnitViewSet(), AuditViewSet()]


# After Wagtail's own, which they replace.
for _action in CLOSED_BULK_ACTIONS:
    hooks.register("register_bulk_action", _action, order=100)
