"""Addresses of study, and of what looks wrong about it, under /admin/training/."""

from __future__ import annotations

from django.urls import URLPattern, path

from training.admin import studies


def study_urls() -> list[URLPattern]:
    """学习异常, one person's study, revoking a completion."""
    flags = studies.FlagsView
    return [
        path("training/flags/", flags.as_view(), name="training_flags"),
        path("training/flags/results/", flags.as_view(results_only=True), name="training_flags_results"),
        path("training/study/<int:enrollment_id>/", studies.StudyView.as_view(), name="training_study"),
        path(
            "training/study/<int:enrollment_id>/revoke/",
            studies.RevokeView.as_view(),
            name="training_study_revoke",
        ),
    ]
