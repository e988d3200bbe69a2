"""What training adds to the Wagtail admin: one menu, 培训, with an entry for every area a person may use."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from training.admin import boards, exports
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
def register_board_item() -> MenuItem:
    """完成情况 in the menu of training."""
    return MenuItem(_("完成情况"), reverse("training_board"), name="board", icon_name="table", order=600)


@hooks.register("register_admin_urls")
def register_board_urls() -> list[URLPattern]:
    """The completion board under /admin/training/board/."""
    return [
        path("training/board/", boards.BoardView.as_view(), name="training_board"),
        path("training/board/<int:unit_id>/", boards.BoardView.as_view(), name="training_board_unit"),
        path(
            "training/board/<int:unit_id>/overdue/",
            boards.OverdueView.as_view(),
            name="training_board_overdue",
        ),
        path(
            "training/board/<int:unit_id>/notice/", boards.NoticeView.as_view(), name="training_board_notice"
        ),
        path("training/board/<int:unit_id>/export/", exports.ask, name="training_export"),
        path("training/exports/", exports.ExportsView.as_view(), name="training_exports"),
        path("training/exports/<int:export_id>/", exports.fetch, name="training_export_file"),
    ]
