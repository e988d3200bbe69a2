"""What training adds to the Wagtail admin: one menu, 培训, with an entry for every area a person may use."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from training.admin.approvals import ApprovalsView
from training.admin.assignments import AssignmentsView
from training.admin.certificates import CertificatesView, revoke
from training.admin.class_urls import class_urls
from training.admin.hour_tables import VIEWSETS, OfficePolicy, table_menu_items
from training.admin.hour_urls import hour_urls
from training.models import HourRuleTable, RankGroup, RankName, TargetTable
from training.rules import training_path

for _model in (HourRuleTable, TargetTable, RankGroup, RankName):
    register_permission_policy(_model, OfficePolicy(_model))
training_menu = Menu(register_hook_name="register_training_menu_item")


class TrainingMenuItem(SubmenuMenuItem):
    """Shown to people who look after training."""

    def is_shown(self, request: HttpRequest) -> bool:
        return training_path(request.user) is not None and super().is_shown(request)


@hooks.register("register_admin_menu_item")
def register_training_menu() -> MenuItem:
    """培训 in the main menu; areas register themselves with ``register_training_menu_item``."""
    return TrainingMenuItem(_("培训"), training_menu, name="training", icon_name="group", order=250)


@hooks.register("register_admin_urls")
def register_certificate_urls() -> list[URLPattern]:
    """证书 under /admin/training/."""
    return [
        path("training/certificates/", CertificatesView.as_view(), name="training_certificates"),
        path("training/certificates/<int:pk>/revoke/", revoke, name="training_revoke_certificate"),
    ]


@hooks.register("register_training_menu_item")
def register_certificates_item() -> MenuItem:
    """证书 in the training menu."""
    return MenuItem(_("证书"), reverse("training_certificates"), icon_name="form", order=500)


@hooks.register("register_admin_urls")
def register_class_urls() -> list[URLPattern]:
    """Classes, their people and papers, check-in, lists."""
    return class_urls()


class ClassesMenuItem(MenuItem):
    """Shown to people who look after training."""

    def is_shown(self, request: HttpRequest) -> bool:
        return training_path(request.user) is not None


@hooks.register("register_training_menu_item")
def register_classes_item() -> MenuItem:
    """班次 in the menu of training."""
    return ClassesMenuItem(
        _("班次"), reverse("training_classes"), name="training-classes", icon_name="group", order=200
    )


@hooks.register("register_training_menu_item")
def register_lists_item() -> MenuItem:
    """名单导入 in the menu of training."""
    return ClassesMenuItem(
        _("名单导入"), reverse("training_lists"), name="training-lists", icon_name="upload", order=210
    )


@hooks.register("register_admin_urls")
def register_hour_urls() -> list[URLPattern]:
    """Hours of people, declarations, leave, new versions of tables."""
    return hour_urls()


@hooks.register("register_admin_viewset")
def register_hour_tables() -> list[ModelViewSet]:
    """学时规则, 学时目标, 职级分组, 职级对应."""
    return [viewset() for viewset in VIEWSETS]


class HoursMenuItem(MenuItem):
    """Shown to people who look after training."""

    def is_shown(self, request: HttpRequest) -> bool:
        return training_path(request.user) is not None


@hooks.register("register_training_menu_item")
def register_standings_item() -> MenuItem:
    """学时情况 in the menu of training."""
    address = reverse("training_standings")
    return HoursMenuItem(_("学时情况"), address, name="training-hours", icon_name="time", order=500)


@hooks.register("register_training_menu_item")
def register_declarations_item() -> MenuItem:
    """学时审核 in the menu of training."""
    address = reverse("training_declarations")
    return HoursMenuItem(
        _("学时审核"), address, name="training-declarations", icon_name="clipboard-list", order=510
    )


for _place in range(len(VIEWSETS)):
    hooks.register("register_training_menu_item", lambda place=_place: table_menu_items()[place])


@hooks.register("register_admin_urls")
def register_enrollment_urls() -> list[URLPattern]:
    """Approvals and assignments."""
    return [
        path("training/approvals/", ApprovalsView.as_view(), name="training_approvals"),
        path("training/assignments/", AssignmentsView.as_view(), name="training_assignments"),
    ]


@hooks.register("register_training_menu_item")
def register_approvals_item() -> MenuItem:
    """报名审核 in the menu of training."""
    address = reverse("training_approvals")
    return ClassesMenuItem(
        _("报名审核"), address, name="training-approvals", icon_name="clipboard-list", order=300
    )


@hooks.register("register_training_menu_item")
def register_assignments_item() -> MenuItem:
    """组织指派 in the menu of training."""
    address = reverse("training_assignments")
    return ClassesMenuItem(_("组织指派"), address, name="training-assignments", icon_name="group", order=310)
