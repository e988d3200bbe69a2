"""Addresses of approvals and assignments under /admin/training/."""

from __future__ import annotations

from django.urls import URLPattern, path

from training.admin.approvals import ApprovalsView
from training.admin.assignments import AssignmentsView


def enrollment_urls() -> list[URLPattern]:
    """报名审核 and 组织指派."""
    return [
        path("training/approvals/", ApprovalsView.as_view(), name="training_approvals"),
        path("training/assignments/", AssignmentsView.as_view(), name="training_assignments"),
    ]
