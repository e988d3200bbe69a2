"""Addresses of the screens about hours, below /admin/training/."""

from __future__ import annotations

from django.urls import URLPattern, path

from training.admin.declarations import DeclarationsView, DeclarationView, approve_several
from training.admin.hour_standings import PersonHoursView, StandingsView
from training.admin.hour_tables import copy_table
from training.admin.leaves import LeaveView


def hour_urls() -> list[URLPattern]:
    """The addresses."""
    return [
        path("training/hours/", StandingsView.as_view(), name="training_standings"),
        path("training/hours/<int:learner_id>/", PersonHoursView.as_view(), name="training_person_hours"),
        path("training/declarations/", DeclarationsView.as_view(), name="training_declarations"),
        path("training/declarations/approve/", approve_several, name="training_declarations_approve"),
        path(
            "training/declarations/<int:declaration_id>/",
            DeclarationView.as_view(),
            name="training_declaration",
        ),
        path("training/classes/<int:class_id>/leave/", LeaveView.as_view(), name="training_class_leave"),
        path("training/tables/<str:kind>/<int:table_id>/copy/", copy_table, name="training_copy_table"),
    ]
