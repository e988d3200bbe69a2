"""The content security policy: strict on public pages, Wagtail's own needs in the admin."""

from __future__ import annotations

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PublicPolicyMiddleware(CSPMiddleware):
    """Send the strict policy everywhere but under ``/admin/``.

    Wagtail makes a preview of a draft by passing a request of its own, with the public address of the page,
    through the middleware. The draft keeps the strict policy, but the admin's preview panel may frame it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # django-csp reads what is to be replaced from the response.
        if request.path.startswith("/admin/"):
            vars(response)["_csp_replace"] = settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        elif getattr(request, "is_preview", False):
            vars(response)["_csp_replace"] = {"frame-ancestors": [SELF]}
        return super().process_response(request, response)
