"""Searches that others asked often, offered to whoever begins to type the same."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count

from common import clock
from content.selectors.visibility import PUBLIC
from search.analysis.tokens import MAX_WORD
from search.enums import TraceSource
from search.exchange import SearchQuery, day_number
from search.models import SearchTrace
from search.namelessness import storable_text
from search.queries import ParsedQuery, parse
from search.selectors.engine import ask_engine
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

    Only those visitors asked on the page, in at least five different hours of 30 days, and were answered with
    every word; of which every character was searched for, so that nobody puts words there that no text has;
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
    traces = SearchTrace.objects.filter(
        hour__gte=at - WITHIN, is_visitor=True, source=TraceSource.PAGE, hits__gt=0, any_word=False
    )
    rows = asked_often(traces, ASKED).annotate(searches=Count("pk")).order_by("-searches", "text")[:KNOWN]
    vocabulary = current_vocabulary()
    return [
        (row["text"], row["searches"])
        for row in rows
        if is_all_asked(row["text"], parse(row["text"], vocabulary))
    ]


def is_all_asked(text: str, parsed: ParsedQuery) -> bool:
    """Whether the terms, words alone and each of them demanded of a text, are all there is in a query."""
    if parsed.excluded or parsed.problems or parsed.filters or parsed.truncated:
        return False
    left = text
    for term in sorted(parsed.terms, key=lambda term: len(term.text), reverse=True):
        if len(term.text) > MAX_WORD:  # of a longer one the index holds the beginning
            return False
        left = left.replace(term.text, " ")
    return bool(parsed.terms) and not left.strip()


def _is_answered(text: str) -> bool:
    key = f"search.frequent.{sha256(text.encode()).hexdigest()}"
    answered: bool | None = cache.get(key)
    if answered is None:
        answered = _ask(text, clock.today())
        cache.set(key, answered, PROOF_SECONDS)
    return answered


def _ask(text: str, on: date) -> bool:
    query = SearchQuery(parse(text, current_vocabulary()), (PUBLIC,), day_number(on))
    totals = ask_engine(lambda index: index.totals([query]))
    return totals is not None and totals[0] > 0
