"""Addresses of certificates under /admin/training/certificates/."""

from __future__ import annotations

from django.urls import URLPattern, path

from training.admin import certificates


def certificate_urls() -> list[URLPattern]:
    """The list, and revoking one."""
    return [
        path("training/certificates/", certificates.CertificatesView.as_view(), name="training_certificates"),
        path(
            "training/certificates/<int:pk>/revoke/", certificates.revoke, name="training_revoke_certificate"
        ),
    ]
