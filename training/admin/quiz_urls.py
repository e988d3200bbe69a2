"""Addresses of the item bank beside those of its lists."""

from __future__ import annotations

from django.urls import URLPattern, path

from training.admin.item_report import ItemAnalysisView
from training.admin.papers import PaperPreviewView


def quiz_urls() -> list[URLPattern]:
    """Addresses under /admin/training/ beside those of the lists."""
    return [
        path("training/items/analysis/", ItemAnalysisView.as_view(), name="training_item_analysis"),
        path("training/papers/<int:pk>/preview/", PaperPreviewView.as_view(), name="training_paper_preview"),
    ]
