"""Addresses of the completion board under /admin/training/board/, and of its exports."""

from __future__ import annotations

from django.urls import URLPattern, path

from training.admin import boards, exports


def board_urls() -> list[URLPattern]:
    """The board of a unit, its late people, its notice, its list as a file."""
    below = "training/board/<int:unit_id>"
    return [
        path("training/board/", boards.BoardView.as_view(), name="training_board"),
        path(f"{below}/", boards.BoardView.as_view(), name="training_board_unit"),
        path(f"{below}/overdue/", boards.OverdueView.as_view(), name="training_board_overdue"),
        path(f"{below}/notice/", boards.NoticeView.as_view(), name="training_board_notice"),
        path(f"{below}/export/", exports.ask, name="training_export"),
        path("training/exports/", exports.ExportsView.as_view(), name="training_exports"),
        path("training/exports/<int:export_id>/", exports.fetch, name="training_export_file"),
    ]
