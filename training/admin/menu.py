"""The entries of the menu 培训, in one place."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from training.rules import training_path

# Words, name of the address, icon, order.
ENTRIES = (
    (_("班次"), "training_classes", "group", 100),
    (_("完成情况"), "training_board", "table", 300),
    (_("学时情况"), "training_standings", "time", 400),
    (_("学时审核"), "training_declarations", "clipboard-list", 410),
    (_("证书"), "training_certificates", "form", 500),
)


class TrainerMenuItem(MenuItem):
    """Shown to people who look after training."""

    def is_shown(self, request: HttpRequest) -> bool:
        return training_path(request.user) is not None


def menu_items() -> list[MenuItem]:
    """One entry for each screen."""
    return [
        TrainerMenuItem(words, reverse(name), name=name.replace("_", "-"), icon_name=icon, order=order)
        for words, name, icon, order in ENTRIES
    ]
