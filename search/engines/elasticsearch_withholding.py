"""Pages that nobody may be shown from now on, however long it takes to delete what the index has of them.

Their numbers stand in one document of the index, which every question names (a lookup of terms): it is read
as it is now, without a refresh. With nothing withheld there is no such document, and nothing is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Q, Search

_ID, _ROUTING = "withheld", "0"
_NUMBERS = "stored"  # the one field that is kept as it was sent
_USUAL_TERMS = 65_536  # what an index takes in one list unless told otherwise


def without_withheld(search: Search, alias: str) -> Search:
    """A search that leaves out what is withheld in the index of this name."""
    lookup = {"index": alias, "id": _ID, "routing": _ROUTING, "path": _NUMBERS}
    return search.exclude(Q("terms", page_id=lookup))


def hide(client: Elasticsearch, index: str, written_by: str, page_ids: Sequence[int]) -> None:
    """Withhold these pages, in place of those that were before.

    Raises:
        NotFoundError: the index is not there any more.
    """
    if len(page_ids) > _USUAL_TERMS:
        client.indices.put_settings(index=index, settings={"max_terms_count": len(page_ids)})
    client.index(
        index=written_by,
        id=_ID,
        routing=_ROUTING,
        document={_NUMBERS: list(page_ids)},
        require_alias=True,
    )


def show(client: Elasticsearch, written_by: str) -> None:
    """Withhold nothing any more."""
    client.options(ignore_status=404).delete(index=written_by, id=_ID, routing=_ROUTING)
