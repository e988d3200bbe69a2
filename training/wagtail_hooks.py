"""What training adds to the Wagtail admin: one menu, 培训, with an entry for every area a person may use."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from training.admin.class_urls import class_urls
from training.rules import training_path

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
def register_training_urls() -> list[URLPattern]:
    """Addresses under /admin/training/."""
    return []


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
