"""Searches that others asked often, offered to whoever begins to type the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count

from common import clock
from content.selectors.visibility import PUBLIC
from search.enums import Remark
from search.exchange import SearchQuery, day_number
from search.models import SearchTrace
from search.namelessness import storable_text
from search.queries import parse
from search.selectors.answering import answer
from search.selectors.traces import asked_often
from search.selectors.vocabulary import current_vocabulary

ASKED = 5  # different hours within ...
WITHIN = timedelta(days=30)
KNOWN = 1_000
LIST_SECONDS = 10 * 60
PROOF_SECONDS = 60
SHORTEST = 2
_LIST_KEY = "search.frequent"


def frequent_queries(typed: str, limit: int = 3) -> tuple[str, ...]:
    """Queries that begin with what is typed, those asked most first, longer than it.

    Only those visitors asked, in at least five different hours of 30 days, and were answered with every word;
    and that a visitor is answered now: what was found may have been closed since.
    """
    start = storable_text(typed)
    if len(start) < SHORTEST:
        return ()
    begun = [text for text, _searches in _known() if text.startswith(start) and text != start]
    # Each is asked of the index; one or two that no longer answer must not cost a search for every other.
    return tuple(text for text in begun[: limit + 2] if _is_answered(text))[:limit]


def _known() -> list[tuple[str, int]]:
    rows: list[tuple[str, int]] | None = cache.get(_LIST_KEY)
    if rows is None:
        rows = _read(clock.now())
        cache.set(_LIST_KEY, rows, LIST_SECONDS)
    return rows


def _read(at: datetime) -> list[tuple[str, int]]:
    traces = SearchTrace.objects.filter(hour__gte=at - WITHIN, is_visitor=True, hits__gt=0, any_word=False)
    rows = asked_often(traces, ASKED).annotate(searches=Count("pk")).order_by("-searches", "text")[:KNOWN]
    return [(row["text"], row["searches"]) for row in rows]


def _is_answered(text: str) -> bool:
    key = f"search.frequent.{sha256(text.encode()).hexdigest()}"
    answered: bool | None = cache.get(key)
    if answered is None:
        answered = _ask(text, clock.today())
        cache.set(key, answered, PROOF_SECONDS)
    return answered


def _ask(text: str, on: date) -> bool:
    query = SearchQuery(parse(text, current_vocabulary()), (PUBLIC,), day_number(on), per_page=1, quotes=1)
    result = answer(query).result
    return result.total > 0 and Remark.ANY_WORD not in result.remarks
