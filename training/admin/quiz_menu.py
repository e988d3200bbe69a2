"""Addresses and menu entries of the item bank."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from training.admin.item_report import ItemAnalysisView
from training.admin.papers import PaperPreviewView
from training.bank_policy import bank_path

ENTRIES = (
    ("training_items:index", _("试题"), "help", 400),
    ("training_topics:index", _("试题专题"), "folder-open-inverse", 410),
    ("training_papers:index", _("试卷"), "form", 420),
    ("training_item_analysis", _("试题分析"), "clipboard-list", 430),
)


class BankMenuItem(MenuItem):
    """Shown to people who keep the item bank."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bank_path(request.user) is not None


def quiz_urls() -> list[URLPattern]:
    """Addresses under /admin/training/ beside those of the lists."""
    return [
        path("training/items/analysis/", ItemAnalysisView.as_view(), name="training_item_analysis"),
        path("training/papers/<int:pk>/preview/", PaperPreviewView.as_view(), name="training_paper_preview"),
    ]
