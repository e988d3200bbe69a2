"""学时规则, 学时目标, 职级: lists and forms of the training office in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from accounts.requests import signed_in
from common import clock
from training.enums import TableState
from training.forms.hour_tables import VersionedTableForm
from training.models import HourRuleTable, RankGroup, RankName, TargetTable
from training.rules import keeps_tables
from training.selectors.standings import unmapped_ranks
from training.services.hour_tables import copy_as_new_version, note_table


class OfficePolicy(BasePermissionPolicy):
    """The training office of the whole city alone; a table in force is not deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:  # noqa: ARG002 - Wagtail's signature
        return keeps_tables(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:  # noqa: ARG002
        return keeps_tables(user)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        is_kept = action == "delete" and getattr(instance, "state", "") == TableState.IN_FORCE
        return keeps_tables(user) and not is_kept

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:  # noqa: ARG002
        rows = self.model._default_manager
        return rows.all() if keeps_tables(user) else rows.none()

    def users_with_any_permission(self, actions: Any) -> Any:  # noqa: ARG002
        return User.objects.filter(is_active=True, is_superuser=True)


class Audited:
    """Creating and editing leave a line in the audit log as well."""

    request: HttpRequest

    def save_instance(self) -> Any:
        saved = super().save_instance()  # type: ignore[misc]
        note_table(table=saved, by=signed_in(self.request), at=clock.now(), done="saved")
        return saved


class TableCreateView(Audited, generic.CreateView):
    """A new table."""


class TableEditView(Audited, generic.EditView):
    """A table; one in force shows how to make its next version."""

    template_name = "training/admin/hour_table.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        kind = "rules" if isinstance(self.object, HourRuleTable) else "targets"
        address = reverse("training_copy_table", args=[kind, self.object.pk])
        return {**context, "is_in_force": self.object.state == TableState.IN_FORCE, "copy_url": address}


class TableDeleteView(generic.DeleteView):
    """Deletes drafts and examples; by a table in force hours were credited."""

    def get_object(self, queryset: Any = None) -> Any:
        table = super().get_object(queryset)
        if table.state == TableState.IN_FORCE:
            raise PermissionDenied
        return table


class OfficeViewSet(ModelViewSet):
    """What the four lists have in common."""

    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50


_HEAD = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("name"), FieldPanel("version")]),
        FieldPanel("issuer"),
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
        FieldPanel("state"),
        FieldPanel("note"),
    ],
    gettext_lazy("表"),
)
_RULE_LINE = [
    FieldPanel("label"),
    FieldRowPanel([FieldPanel("source"), FieldPanel("lesson_kind"), FieldPanel("category")]),
    FieldRowPanel([FieldPanel("basis"), FieldPanel("minutes_from"), FieldPanel("minutes_to")]),
    FieldRowPanel([FieldPanel("hours"), FieldPanel("multiplier"), FieldPanel("days")]),
    FieldRowPanel([FieldPanel("cap_each"), FieldPanel("cap_per_year")]),
]
_TARGET_LINE = [
    FieldRowPanel([FieldPanel("label"), FieldPanel("article")]),
    FieldRowPanel([FieldPanel("group"), FieldPanel("category")]),
    FieldRowPanel([FieldPanel("period"), FieldPanel("first_year")]),
    FieldRowPanel([FieldPanel("hours"), FieldPanel("days"), FieldPanel("promoted_months")]),
    FieldRowPanel([FieldPanel("carries_over"), FieldPanel("carry_cap")]),
]
_COLUMNS = [
    "name",
    Column("version", label=gettext_lazy("版次")),
    Column("get_state_display", label=gettext_lazy("状态")),
    Column("effective_from", label=gettext_lazy("施行日期")),
    Column("effective_to", label=gettext_lazy("停止施行"), accessor=lambda row: row.effective_to or "—"),
    Column("document", label=gettext_lazy("文件依据")),
]


class HourRuleTableViewSet(OfficeViewSet):
    """学时规则表."""

    model = HourRuleTable
    name = "training_hour_rules"
    url_prefix = "training/hour-rules"
    icon = "list-ol"
    add_view_class = TableCreateView
    edit_view_class = TableEditView
    delete_view_class = TableDeleteView
    edit_template_name = "training/admin/hour_table.html"
    list_display = _COLUMNS
    list_filter = ["state"]
    ordering = ["name", "-version"]
    edit_handler = ObjectList(
        [
            _HEAD,
            FieldPanel("leave_one_in"),
            InlinePanel("rules", _RULE_LINE, heading=gettext_lazy("规则"), label=gettext_lazy("规则")),
        ],
        base_form_class=VersionedTableForm,
    )


class TargetTableViewSet(OfficeViewSet):
    """学时目标表."""

    model = TargetTable
    name = "training_targets"
    url_prefix = "training/targets"
    icon = "success"
    add_view_class = TableCreateView
    edit_view_class = TableEditView
    delete_view_class = TableDeleteView
    edit_template_name = "training/admin/hour_table.html"
    list_display = _COLUMNS
    list_filter = ["state"]
    ordering = ["name", "-version"]
    edit_handler = ObjectList(
        [
            _HEAD,
            InlinePanel("targets", _TARGET_LINE, heading=gettext_lazy("目标"), label=gettext_lazy("目标")),
        ],
        base_form_class=VersionedTableForm,
    )


class RankGroupViewSet(OfficeViewSet):
    """职级分组."""

    model = RankGroup
    name = "training_rank_groups"
    url_prefix = "training/rank-groups"
    icon = "group"
    form_fields = ["name", "position", "note"]
    list_display = ["name", Column("note", label=gettext_lazy("说明"))]


class RankNameIndexView(generic.IndexView):
    """The list, with the ranks that stand in accounts and are in no group."""

    template_name = "training/admin/rank_names.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "unmapped": unmapped_ranks()}


class RankNameCreateView(generic.CreateView):
    """A rank; ``?text=`` brings its words."""

    def get_initial_form_instance(self) -> RankName:
        return RankName(text=self.request.GET.get("text", "")[:40])


class RankNameViewSet(OfficeViewSet):
    """职级对应."""

    model = RankName
    name = "training_rank_names"
    url_prefix = "training/ranks"
    icon = "tag"
    index_view_class = RankNameIndexView
    index_template_name = "training/admin/rank_names.html"
    add_view_class = RankNameCreateView
    form_fields = ["text", "group"]
    list_display = ["text", Column("group", label=gettext_lazy("分组"))]
    list_filter = ["group"]
    search_fields = ["text"]


VIEWSETS = (HourRuleTableViewSet, TargetTableViewSet, RankGroupViewSet, RankNameViewSet)
_KINDS: dict[str, tuple[Any, str]] = {
    "rules": (HourRuleTable, "training_hour_rules"),
    "targets": (TargetTable, "training_targets"),
}


@require_POST
def copy_table(request: HttpRequest, kind: str, table_id: int) -> HttpResponse:
    """复制为新一版: a draft with the same lines, opened for editing."""
    if not keeps_tables(request.user):
        raise PermissionDenied
    if kind not in _KINDS:
        raise Http404
    model, name = _KINDS[kind]
    table = get_object_or_404(model, pk=table_id)
    draft = copy_as_new_version(table=table, by=signed_in(request), at=clock.now())
    messages.success(request, _("已复制为第 %(version)d 版草稿。") % {"version": draft.version})
    return redirect(f"{name}:edit", draft.pk)


class OfficeMenuItem(MenuItem):
    """Shown to the training office."""

    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_tables(request.user)


def table_menu_items() -> list[MenuItem]:
    """The entries of the menu 培训."""
    rows = [
        (gettext_lazy("学时规则"), "training_hour_rules:index", "list-ol"),
        (gettext_lazy("学时目标"), "training_targets:index", "success"),
        (gettext_lazy("职级对应"), "training_rank_names:index", "tag"),
        (gettext_lazy("职级分组"), "training_rank_groups:index", "group"),
    ]
    return [
        OfficeMenuItem(label, reverse(name), name=name.partition(":")[0], icon_name=icon, order=800 + place)
        for place, (label, name, icon) in enumerate(rows)
    ]
