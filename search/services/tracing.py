"""Traces of searches and clicks: noted beside the answer, taken into the database by a job."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Min, OuterRef, Subquery

from search import spool
from search.enums import Remark, TraceSource
from search.exchange import FACETS, SearchQuery, SearchResult
from search.models import SearchClick, SearchTrace
from search.namelessness import storable_text

CLICK_SECONDS = 2 * 60 * 60
MOST_FILES = 60
_SALT = "search.click"
_BATCH = 300  # rows in a transaction: on SQLite everybody else who writes waits for it
_MOST_VALUES, _LONGEST_VALUE = 10, 60
_KEY_LENGTH = 16


def note_search(
    *,
    typed: str,
    query: SearchQuery,
    result: SearchResult,
    milliseconds: int,
    is_visitor: bool,
    at: datetime,
    source: TraceSource = TraceSource.PAGE,
) -> str:
    """Note a search that was answered; no query, and nothing of who asked.

    Returns:
        The token with which a click on one of the results shown may be noted; "" where nothing was noted.
    """
    key = secrets.token_hex(_KEY_LENGTH // 2)
    row = {
        "key": key,
        "hour": _hour(at).isoformat(),
        "text": storable_text(typed),
        "filters": _filters(query),
        "hits": result.total,
        "any_word": Remark.ANY_WORD in result.remarks,
        "is_visitor": is_visitor,
        "milliseconds": milliseconds,
        "source": source.value,
    }
    return _token(key, query, result) if spool.append(row, at=at) else ""


def note_click(*, token: str, place: int, quote: int, at: datetime) -> bool:
    """Note that a result was opened; False where the token is not ours, too old, or has no such place.

    Args:
        place: which of the documents shown, from 1.
        quote: which of its quoted provisions, from 1; 0 is the document itself.
    """
    try:
        shown = signing.loads(token, salt=_SALT, max_age=CLICK_SECONDS)
        page_id, *eids = shown["p"][place - 1] if place >= 1 else []
        eid = eids[quote - 1] if quote else ""
    except (signing.BadSignature, IndexError, ValueError):
        return False
    row = {"of": shown["k"], "page_id": page_id, "eid": eid, "position": shown["s"] + place}
    return spool.append(row, at=at)


def take_in(*, at: datetime) -> int:
    """Take what was noted in minutes that are over into the database, some hundred rows in a transaction.

    Safe to repeat: a file is dropped when all of it is stored, and rows that are there already stay.

    Returns:
        The number of searches and clicks read.
    """
    taken = 0
    for file in spool.settled(at=at)[:MOST_FILES]:
        rows = list(file.rows())
        # In the order they came, rows one after another would be one person's.
        random.SystemRandom().shuffle(rows)
        _store_searches([row for row in rows if "key" in row])
        _store_clicks([row for row in rows if "of" in row])
        file.drop()
        taken += len(rows)
    return taken


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _filters(query: SearchQuery) -> dict[str, list[str]]:
    """The values chosen, by facet; of those a reader can type freely, nothing that may identify somebody."""
    chosen = {}
    for facet, name in FACETS.items():
        values = sorted(map(str, getattr(query, name)))[:_MOST_VALUES]
        kept = [value[:_LONGEST_VALUE] for value in values if storable_text(value)]
        if kept:
            chosen[facet] = kept
    return chosen


def _token(key: str, query: SearchQuery, result: SearchResult) -> str:
    shown = [[group.document.page_id, *_quoted(group.hits)] for group in result.groups]
    start = (max(result.page, 1) - 1) * query.per_page
    return signing.dumps({"k": key, "p": shown, "s": start}, salt=_SALT, compress=True)


def _quoted(hits: Sequence[Any]) -> list[str]:
    return [hit.document.eid for hit in hits if hit.document.eid]


def _store_searches(rows: list[dict[str, Any]]) -> None:
    for part in _parts(rows):
        traces = [SearchTrace(**{**row, "hour": datetime.fromisoformat(row["hour"])}) for row in part]
        with transaction.atomic():
            SearchTrace.objects.bulk_create(traces, ignore_conflicts=True)


def _store_clicks(rows: list[dict[str, Any]]) -> None:
    for part in _parts(rows):
        _store_some_clicks(part)


def _parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


@transaction.atomic
def _store_some_clicks(part: list[dict[str, Any]]) -> None:
    traces = SearchTrace.objects.filter(key__in={row["of"] for row in part})
    ids = dict(traces.values_list("key", "pk"))
    clicks = [
        SearchClick(
            trace_id=ids[row["of"]], page_id=row["page_id"], eid=row["eid"][:80], position=row["position"]
        )
        for row in part
        if row["of"] in ids
    ]
    SearchClick.objects.bulk_create(clicks, ignore_conflicts=True)
    first = SearchClick.objects.filter(trace=OuterRef("pk")).order_by().values("trace")
    best = Subquery(first.annotate(best=Min("position")).values("best"))
    SearchTrace.objects.filter(pk__in=ids.values()).update(clicked_position=best)
