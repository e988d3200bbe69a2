"""What was searched for, for editors: queries asked often enough to be nobody's in particular."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Round

from search.models import QueryDay, SearchTrace

# A query is shown where it was asked in so many different hours: whoever pages, sorts and filters for a
# while asks once.
COMMON_ENOUGH = 3
ZERO_ENOUGH = 2
_VISITORS = Q(is_visitor=True)
NOTHING_FOR_VISITORS = _VISITORS & (Q(hits=0) | Q(any_word=True))


def asked_often(traces: QuerySet[SearchTrace], hours: int) -> QuerySet[Any, Any]:
    """Queries with their number of hours, at least so many, as rows of ``text`` and ``hours``."""
    named = traces.exclude(text="").values("text").order_by()
    return named.annotate(hours=Count("hour", distinct=True)).filter(hours__gte=hours)


def common_texts(hours: int) -> QuerySet[SearchTrace, str]:
    """The queries that are not rare, over all traces there are."""
    return asked_often(SearchTrace.objects.all(), hours).values_list("text", flat=True)


def top_queries(*, days: int, at: datetime) -> QuerySet[Any, Any]:
    """The queries of the last days, those asked most first.

    Returns:
        Rows of text, total, most_hits (at one time, None where no visitor asked), nothing (visitors who got
        no hit with every word: what signed-in people find may be closed to who reads this), opened
        (percent of the searches from which a result was opened) and position (mean of the highest-ranked
        result opened, None where none was).
    """
    found = asked_often(_since(days, at), COMMON_ENOUGH).annotate(
        total=Count("pk"),
        most_hits=Max("hits", filter=_VISITORS),
        nothing=Count("pk", filter=NOTHING_FOR_VISITORS),
        opened=_percent(Count("clicked_position")),
        position=Round(Avg("clicked_position"), 1),
    )
    return found.order_by("-total", "text")


def zero_queries(*, days: int, at: datetime) -> QuerySet[Any, Any]:
    """The queries of visitors to which nothing answered with every word, those asked most first."""
    nothing = _since(days, at).filter(NOTHING_FOR_VISITORS)
    found = asked_often(nothing, ZERO_ENOUGH).annotate(
        total=Count("pk"), partly=Count("pk", filter=Q(any_word=True)), latest=Max("hour")
    )
    return found.order_by("-total", "text")


def counted_queries() -> QuerySet[Any, Any]:
    """The queries of the time whose traces are forgotten, in the columns of ``top_queries``.

    How many hits there were and where they were opened is not kept.
    """
    unknown = Value(None, output_field=FloatField())
    days = QueryDay.objects.values("text").order_by()
    counted = days.annotate(total=Sum("searches"), nothing=Sum("zero"), clicked=Sum("clicks"))
    opened = Round(Cast(F("clicked"), FloatField()) * 100 / F("total"), 1)
    found = counted.annotate(opened=opened, most_hits=unknown, position=unknown)
    return found.order_by("-total", "text")


def _since(days: int, at: datetime) -> QuerySet[SearchTrace]:
    return SearchTrace.objects.filter(hour__gte=at - timedelta(days=days))


def _percent(part: Count) -> Round:
    return Round(Cast(part, FloatField()) * 100 / Count("pk"), 1)
