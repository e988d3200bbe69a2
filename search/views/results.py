"""The result page, and the way past it for who types a citation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock
from content.enums import Status
from content.selectors.visibility import viewer_keys
from search import asking, citation_cards, narrowing, presenting
from search.enums import Remark
from search.exchange import MAX_PAGES, SearchResult, SuggestQuery, day_number
from search.queries import MAX_START, parse, parse_start
from search.selectors import answering, citation_box
from search.selectors.frequent import frequent_queries
from search.selectors.helping import find_help
from search.selectors.item_names import name_items
from search.selectors.pinned import pinned_for
from search.selectors.spelling import corrections
from search.views.tracing import note_answer


@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """Answer a search; the answer depends on who asks, so no cache keeps it.

    A citation and nothing else leads to the provision, unless a filter or the full-text search is asked for.
    """
    asked = asking.read(request.GET, user=request.user)
    form, query = asked.form, asked.query
    cited = citation_box.CitationAnswer()
    if not form.full:
        cited = citation_box.resolve(form.typed, access_keys=query.access_keys, on=clock.today())
    if cited.target and form.is_plain:
        return HttpResponseRedirect(citation_cards.address_of(cited.target, form.typed))
    found = answering.answer(query)
    result = found.result
    token = note_answer(request, typed=form.typed, query=query, found=found)
    shown = {item.value for item in found.facets.get("item", ())} | form.items
    items = name_items(shown, user=request.user)
    context = {
        "form": form,
        "trace": token,
        "citations": citation_cards.cards(cited, on=query.on),
        "pinned": pinned_for(form.typed, request.user) if form.page == 1 else (),
        "query": query,
        "result": result,
        "entries": presenting.entries(result, query.parsed),
        "facets": narrowing.facets(found.facets, form, items, query.parsed.filters),
        "chips": narrowing.chips(form, items, query.parsed.filters),
        "cleared": narrowing.cleared(form) if narrowing.is_narrowed(form) else None,
        "sorts": narrowing.sorts(form),
        "pager": narrowing.pager(form, result.page, -(-result.pages_total // query.per_page)),
        "most": MAX_PAGES if result.pages_total >= MAX_PAGES else 0,
        "remarks": presenting.remarks(query.parsed, result),
        "available": Remark.UNAVAILABLE not in result.remarks,
        "simplified": Remark.SIMPLIFIED in result.remarks,
        "start": (result.page - 1) * query.per_page + 1,
        "all_statuses": form.only("status", ()),
        "in_force_only": form.only("status", {Status.IN_FORCE.value}),
        **_help(asked, result),
    }
    return render(request, "search/results.html", context)


def _help(asked: asking.Asked, result: SearchResult) -> dict[str, Any]:
    """What the page offers where nothing was found, or not with every word."""
    poor = not result.total or Remark.ANY_WORD in result.remarks
    if not poor or Remark.UNAVAILABLE in result.remarks:
        return {}
    found = find_help(asked.query, with_related=not result.total)
    spelled = corrections(asked.form.typed, access_keys=asked.query.access_keys)
    return {
        "ways": narrowing.ways_out(asked.form, found),
        "related": presenting.related(found.related, asked.query),
        "corrections": [replace(asked.form, typed=words, page=1) for words in spelled],
    }


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> HttpResponse:
    """What somebody may mean who is typing into the search box, as options of its list; "" for nothing."""
    typed, query = _typed(request)
    found = presenting.suggestions(answering.suggest(query), query, parse(typed[:MAX_START]).terms)
    context = {"suggestions": found, "searches": frequent_queries(typed[:MAX_START])}
    return render(request, "search/suggestions.html", context)


@require_safe
@never_cache
def suggested_titles(request: HttpRequest) -> HttpResponse:
    """The same for the search field of a browser (OpenSearch Suggestions): what was typed, the titles."""
    typed, query = _typed(request)
    titles = [presenting.plain_suggestion(document, query) for document in answering.suggest(query)]
    return JsonResponse(
        [typed, list(dict.fromkeys(titles))],
        safe=False,
        content_type="application/x-suggestions+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _typed(request: HttpRequest) -> tuple[str, SuggestQuery]:
    typed = request.GET.get("q", "")
    return typed, SuggestQuery(parse_start(typed), viewer_keys(request.user), day_number(clock.today()))
