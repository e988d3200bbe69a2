"""The result page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock
from content.enums import Status
from content.selectors.visibility import viewer_keys
from search import presenting
from search.documents import day_number
from search.enums import Remark
from search.exchange import SuggestQuery
from search.forms import SearchForm
from search.queries import MAX_START, parse, parse_start
from search.selectors import answering
from search.selectors.frequent import frequent_queries
from search.views.tracing import note_answer


@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """Answer a search; the answer depends on who asks, so no cache keeps it."""
    form = SearchForm.read(request.GET)
    query = form.to_query(access_keys=viewer_keys(request.user), on=clock.today())
    found = answering.answer(query)
    result = found.result
    token = note_answer(request, typed=form.typed, query=query, found=found)
    pages = -(-result.pages_total // query.per_page)
    context = {
        "form": form,
        "query": query,
        "result": result,
        "trace": token,
        "entries": presenting.entries(result, query.parsed.terms),
        "facets": presenting.facets(found.facets, form),
        "chips": presenting.chips(form),
        "page_links": presenting.page_links(form, result.page, pages) if pages > 1 else [],
        "remarks": [remark.label for remark in result.remarks],
        "available": Remark.UNAVAILABLE not in result.remarks,
        "all_statuses": form.only("status", ()),
        "in_force_only": form.only("status", {Status.IN_FORCE.value}),
        "elsewhere": sum(item.count for item in found.facets.get("status", ())),
    }
    return render(request, "search/results.html", context)


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> HttpResponse:
    """What somebody may mean who is typing into the search box, as options of its list; "" for nothing."""
    typed = request.GET.get("q", "")
    query = SuggestQuery(parse_start(typed), viewer_keys(request.user), day_number(clock.today()))
    found = presenting.suggestions(answering.suggest(query), query, parse(typed[:MAX_START]).terms)
    context = {"suggestions": found, "searches": frequent_queries(typed[:MAX_START])}
    return render(request, "search/suggestions.html", context)
