"""The entries of the menu 培训, in one place."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from training.bank_policy import bank_path
from training.rules import training_path

# Words, name of the address, icon, order.
TRAINER_ENTRIES = (
    (_("班次"), "training_classes", "group", 100),
    (_("名单导入"), "training_lists", "upload", 110),
    (_("组织指派"), "training_assignments", "group", 120),
    (_("报名审核"), "training_approvals", "clipboard-list", 130),
    (_("完成情况"), "training_board", "table", 300),
    (_("学习异常"), "training_flags", "warning", 310),
    (_("学时情况"), "training_standings", "time", 400),
    (_("学时审核"), "training_declarations", "clipboard-list", 410),
    (_("证书"), "training_certificates", "form", 500),
)

BANK_ENTRIES = (
    (_("试题"), "training_items:index", "help", 200),
    (_("试题专题"), "training_topics:index", "folder-open-inverse", 210),
    (_("试卷"), "training_papers:index", "form", 220),
    (_("试题分析"), "training_item_analysis", "clipboard-list", 230),
)


class BankMenuItem(MenuItem):
    """Shown to people who keep the item bank."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bank_path(request.user) is not None


class TrainerMenuItem(MenuItem):
    """Shown to people who look after training."""

    def is_shown(self, request: HttpRequest) -> bool:
        return training_path(request.user) is not None


def menu_items() -> list[MenuItem]:
    """One entry for each screen."""
    kinds = ((TrainerMenuItem, TRAINER_ENTRIES), (BankMenuItem, BANK_ENTRIES))
    return [
        kind(words, reverse(address), name=_slug(address), icon_name=icon, order=order)
        for kind, entries in kinds
        for words, address, icon, order in entries
    ]


def _slug(address: str) -> str:
    return address.removesuffix(":index").replace("_", "-")
