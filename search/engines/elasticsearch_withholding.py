"""Pages that nobody may be shown from now on, however long it takes to delete what the index has of them.

Their numbers stand in one document of the index, which every question names (a lookup of terms): it is read
as it is now, without a refresh. Several may withhold at once: each adds its pages; one that is deleted or
written anew is taken out again. With nothing withheld there is no such document, and nothing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from elasticsearch import ConflictError, Elasticsearch
from elasticsearch.dsl import Q, Search

from search.engines.elasticsearch_query import MOST_TERMS

_ID, _ROUTING = "withheld", "0"
_NUMBERS = "stored"  # the one field that is kept as it was sent
_ATTEMPTS = 20


def without_withheld(search: Search, alias: str) -> Search:
    """A search that leaves out what is withheld in the index of this name."""
    lookup = {"index": alias, "id": _ID, "routing": _ROUTING, "path": _NUMBERS}
    return search.exclude(Q("terms", page_id=lookup))


def hide(client: Elasticsearch, index: str, written_by: str, page_ids: Collection[int]) -> None:
    """Withhold these pages too.

    Raises:
        NotFoundError: the index is not there any more.
        ConflictError: others did the same again and again.
    """

    def add(numbers: set[int]) -> set[int]:
        added = numbers | set(page_ids)
        if len(added) > MOST_TERMS:
            client.indices.put_settings(index=index, settings={"max_terms_count": len(added)})
        return added

    _change(client, written_by, add)


def show(client: Elasticsearch, written_by: str, page_ids: Collection[int] | None) -> None:
    """No longer withhold these pages; None: any. Raises as ``hide``."""
    _change(client, written_by, lambda numbers: numbers - set(page_ids) if page_ids is not None else set())


def _change(client: Elasticsearch, written_by: str, change: Callable[[set[int]], set[int]]) -> None:
    """Read the numbers and write others, again where somebody came between."""
    for attempt in range(_ATTEMPTS):
        asking = client.options(ignore_status=404)
        answer = asking.get(index=written_by, id=_ID, routing=_ROUTING).body
        seen: dict[str, Any] = {"op_type": "create"}
        numbers: set[int] = set()
        if answer.get("found"):
            seen = {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}
            numbers = set(answer["_source"][_NUMBERS])
        wanted = change(numbers)
        if wanted == numbers:
            return
        try:
            if wanted:
                client.index(
                    index=written_by,
                    id=_ID,
                    routing=_ROUTING,
                    document={_NUMBERS: sorted(wanted)},
                    require_alias=True,
                    **seen,
                )
            else:
                client.delete(index=written_by, id=_ID, routing=_ROUTING, **seen)
            return
        except ConflictError:
            if attempt == _ATTEMPTS - 1:
                raise
