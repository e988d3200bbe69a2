"""Where searches and clicks are noted, and where not."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common import clock
from common.numbers import number
from search.enums import Remark, TraceSource
from search.exchange import SearchQuery
from search.selectors.answering import Answer
from search.services import tracing

MOST_PLACES = 1_000


def note_answer(
    request: HttpRequest,
    *,
    typed: str,
    query: SearchQuery,
    found: Answer,
    source: TraceSource = TraceSource.PAGE,
) -> str:
    """Note a search that was answered, once: not its further screenfuls.

    Returns:
        The token for clicks; "" where nothing is noted.
    """
    if query.parsed.is_empty or query.page > 1 or _is_not_wanted(request):
        return ""
    if {Remark.UNAVAILABLE, Remark.SIMPLIFIED}.intersection(found.result.remarks):
        return ""
    return tracing.note_search(
        typed=typed,
        query=query,
        result=found.result,
        milliseconds=found.milliseconds,
        is_visitor=not request.user.is_authenticated,
        at=clock.now(),
        source=source,
    )


def _is_not_wanted(request: HttpRequest) -> bool:
    """Whether the reader asks not to be traced (GPC, DNT), or the browser only looks ahead."""
    headers = request.headers
    return (
        not settings.SEARCH_TRACE_DAYS
        or request.method != "GET"
        or headers.get("Sec-GPC") == "1"
        or headers.get("DNT") == "1"
        or "prefetch" in headers.get("Sec-Purpose", "") + headers.get("Purpose", "")
    )


@csrf_exempt  # the token was signed for the page it came with; no session is read
@never_cache
@require_POST
def click(request: HttpRequest) -> HttpResponse:
    """Note that a result was opened (navigator.sendBeacon); 204 whatever came."""
    token = request.POST.get("token", "")[:4_000]
    place = number(request.POST.get("place", ""), most=MOST_PLACES)
    quote = number(request.POST.get("quote", "0"), most=MOST_PLACES)
    if place and quote is not None:
        tracing.note_click(token=token, place=place, quote=quote, at=clock.now())
    return HttpResponse(status=204)
