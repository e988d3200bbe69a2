"""The description by which browsers take the portal among their search engines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.caching import for_visitors
from content.selectors.addresses import absolute


@require_safe
@for_visitors()
def description(request: HttpRequest) -> HttpResponse:
    """The OpenSearch 1.1 description of the portal; the same for everybody."""
    addresses = {
        "results": absolute(reverse("search:results")),
        "titles": absolute(reverse("search:titles")),
        "own": absolute(reverse("search:opensearch")),
        "icon": absolute(static("portal/icon.svg")),
    }
    return render(
        request, "search/opensearch.xml", addresses, content_type="application/opensearchdescription+xml"
    )
