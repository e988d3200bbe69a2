"""What training adds to the Wagtail admin: one menu, 培训, with an entry for every area a person may use."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from training.admin import studies
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


@hooks.register("register_training_menu_item")
def register_flags_item() -> MenuItem:
    """学习异常 in the menu of training."""
    return MenuItem(
        _("学习异常"), reverse("training_flags"), name="study-flags", icon_name="warning", order=700
    )


@hooks.register("register_admin_urls")
def register_study_urls() -> list[URLPattern]:
    """Study and what looks wrong about it under /admin/training/."""
    return [
        path("training/flags/", studies.FlagsView.as_view(), name="training_flags"),
        path(
            "training/flags/results/",
            studies.FlagsView.as_view(results_only=True),
            name="training_flags_results",
        ),
        path("training/study/<int:enrollment_id>/", studies.StudyView.as_view(), name="training_study"),
        path(
            "training/study/<int:enrollment_id>/revoke/",
            studies.RevokeView.as_view(),
            name="training_study_revoke",
        ),
    ]
