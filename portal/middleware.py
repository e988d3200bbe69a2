"""The content security policy: strict on public pages, Wagtail's own needs in the admin."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from csp.middleware import CSPMiddleware


class PublicPolicyMiddleware(CSPMiddleware):
    """Send the strict policy everywhere but under ``/admin/``."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith("/admin/"):
            # django-csp reads a replacement policy from the response.
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
        return super().process_response(request, response)
