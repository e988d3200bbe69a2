"""The result page, and the way past it for who types a citation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock
from content.enums import Status
from content.selectors.visibility import viewer_keys
from search import citation_cards, presenting
from search.documents import day_number
from search.enums import Remark
from search.exchange import FacetCount, SuggestQuery
from search.forms import SearchForm
from search.queries import MAX_START, parse, parse_start
from search.selectors import answering, citation_box
from search.selectors.pinned import pinned_for
from search.selectors.vocabulary import current_vocabulary


@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """Answer a search; the answer depends on who asks, so no cache keeps it.

    A citation and nothing else leads to the provision, unless a filter or the full-text search is asked for.
    """
    form = SearchForm.read(request.GET)
    query = form.to_query(
        access_keys=viewer_keys(request.user), on=clock.today(), vocabulary=current_vocabulary()
    )
    cited = citation_box.CitationAnswer()
    if not form.full:
        cited = citation_box.resolve(form.typed, access_keys=query.access_keys, on=clock.today())
    if cited.target and form.is_plain:
        return HttpResponseRedirect(citation_cards.address_of(cited.target, form.typed))
    found = answering.answer(query)
    result = found.result
    pages = -(-result.pages_total // query.per_page)
    context = {
        "form": form,
        "citations": citation_cards.cards(cited, on=query.on),
        "query": query,
        "result": result,
        "pinned": pinned_for(form.typed, request.user) if form.page == 1 else (),
        "entries": presenting.entries(result, query.parsed.terms),
        "facets": presenting.facets(found.facets, form),
        "chips": presenting.chips(form, query.parsed.filters),
        "page_links": presenting.page_links(form, result.page, pages) if pages > 1 else [],
        "remarks": presenting.remarks(query.parsed, result),
        "available": Remark.UNAVAILABLE not in result.remarks,
        "all_statuses": form.only("status", ()),
        "in_force_only": form.only("status", {Status.IN_FORCE.value}),
        "elsewhere": 0 if query.parsed.filters.statuses else _count(found.facets.get("status", ())),
    }
    return render(request, "search/results.html", context)


def _count(statuses: tuple[FacetCount, ...]) -> int:
    return sum(item.count for item in statuses)


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> HttpResponse:
    """What somebody may mean who is typing into the search box, as options of its list; "" for nothing."""
    typed = request.GET.get("q", "")
    query = SuggestQuery(parse_start(typed), viewer_keys(request.user), day_number(clock.today()))
    found = presenting.suggestions(answering.suggest(query), query, parse(typed[:MAX_START]).terms)
    return render(request, "search/suggestions.html", {"suggestions": found})
