"""Reports for editors: citations that lead nowhere, and citations of texts no longer in force."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from accounts.requests import signed_in
from common import clock
from common.admin_screens import Screen
from common.numbers import key
from content.enums import CitationState
from content.selectors.citation_checks import list_citations_to_check, place_name
from content.selectors.citations import unresolved_citations
from content.selectors.editing import editable_pages, is_editor
from content.services.checking_citations import NothingToCheckError, check_citation

PER_PAGE = 50


class EditorsReport(Screen):
    """A report that only people who edit pages may open."""

    def allows(self, user: Any) -> bool:
        return is_editor(user)


class UnresolvedCitationsView(EditorsReport):
    """未关联引用, by state."""

    page_title = gettext_lazy("未关联引用")
    header_icon = "link"
    template_name = "content/admin/unresolved_citations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        state = self.request.GET.get("state", "")
        citations = unresolved_citations().filter(source__in=editable_pages(self.request.user).values("pk"))
        states = [choice for choice in CitationState.choices if choice[0] != CitationState.RESOLVED]
        if state in dict(states):
            citations = citations.filter(state=state)
        page = Paginator(citations, PER_PAGE).get_page(self.request.GET.get("p"))
        rows = [(citation, place_name(citation.source_eid)) for citation in page]
        return {**context, "states": states, "state": state, "items": page, "rows": rows}


class CitationChecksView(EditorsReport):
    """引用核对: what to look at since new editions came into force. Nothing is rewritten by it."""

    page_title = gettext_lazy("引用核对")
    header_icon = "check"
    template_name = "content/admin/citation_checks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        entries = list_citations_to_check(self.request.user, on=clock.today())
        return {**context, "items": Paginator(entries, PER_PAGE).get_page(self.request.GET.get("p"))}


@require_POST
def check_citation_view(request: HttpRequest) -> HttpResponse:
    """已核对: tick one entry of the list."""
    if not is_editor(request.user):
        raise PermissionDenied
    source, edition = request.POST.get("source", ""), request.POST.get("edition", "")
    user = signed_in(request)
    try:
        check_citation(
            source_id=key(source),
            edition_id=key(edition),
            eid=request.POST.get("provision", "")[:80],
            by=user,
            at=clock.now(),
            on=clock.today(),
        )
        messages.success(request, _("已记录核对。"))
    except NothingToCheckError as error:
        messages.warning(request, str(error))
    return redirect("content_checks")
