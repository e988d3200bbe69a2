"""The content security policy, and redirects that cost nothing where there are none."""

from __future__ import annotations

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect

from common import generation
from content.models import MaterialPage


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
        if _shows_document(response):
            vars(response)["_csp_update"] = {"frame-src": [SELF]}
        return super().process_response(request, response)


def _shows_document(response: HttpResponseBase) -> bool:
    """Whether the answer is a page with a PDF in a frame, the page itself or its preview."""
    page = (getattr(response, "context_data", None) or {}).get("page")
    return isinstance(page, MaterialPage) and page.shows_document


class RedirectsMiddleware(RedirectMiddleware):
    """Wagtail's redirects; their addresses are kept, so that what is simply not there costs no look-up."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != 404 or not _may_be_redirected(request):
            return response
        redirected: HttpResponseBase = super().process_response(request, response)
        return redirected


def _may_be_redirected(request: HttpRequest) -> bool:
    """Whether Wagtail would find a redirect in one of the four forms it looks for."""
    known = generation.keep("portal.redirects", _redirected_paths)
    if not known:
        return False
    asked = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    forms = {asked, asked.partition("?")[0].partition(";")[0]}
    return not known.isdisjoint(forms | {uri_to_iri(form) for form in forms})


def _redirected_paths() -> frozenset[str]:
    return frozenset(Redirect.objects.values_list("old_path", flat=True))
