"""Questions to an index in Elasticsearch, several in one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import MultiSearch, Q, Search

from search.engines.elasticsearch_connection import failure
from search.engines.elasticsearch_query import ranked, unranked
from search.engines.elasticsearch_withholding import without_withheld
from search.enums import Sort
from search.matching import Node
from search.port import QueryRefusedError

MAX_WINDOW = 10_000  # hits an index gives in one answer (index.max_result_window)

# Equal scores are parted by page and place, so that every copy of the index gives the same order.
_TIES = [{"page_id": {"order": "asc"}}, {"day_order": {"order": "desc"}}]
BY_SCORE = [{"_score": {"order": "desc"}}, *_TIES]
_ORDERS = {
    Sort.RELEVANCE: BY_SCORE,
    Sort.NEWEST: [{"day_order": {"order": "desc"}}, _TIES[0]],
    Sort.OLDEST: [{"day_order": {"order": "asc"}}, _TIES[0]],
}
Answer = dict[str, Any]


class Reader:
    """An index as readers ask it, by the name that always leads to the one in use."""

    def __init__(self, client: Elasticsearch, alias: str, timeout: float) -> None:
        self._client = client
        self._alias = alias
        self._timeout = timeout

    def ask(self, *searches: Search, copy: str = "") -> list[Answer]:
        """The answers, in one request.

        Args:
            copy: the same text is answered by the same copy of the index, which counts words of deleted
                documents as no other copy does: two pages of one answer must not be ranked differently.

        Raises:
            EngineUnavailableError: one of them cannot be answered in full.
            QueryRefusedError: the server will not answer one of them, or gave up on it.
        """
        several = MultiSearch(index=self._alias)
        for search in searches:
            # What only a part of the index answers is no answer; the server gives up when we do.
            params: dict[str, Any] = {"allow_partial_search_results": False}
            if copy:
                params["preference"] = copy
            search = without_withheld(search, self._alias)
            several = several.add(search.params(**params).extra(timeout=f"{round(self._timeout * 1000)}ms"))
        answers: list[Answer] = self._client.msearch(
            index=self._alias, searches=several.to_dict(), max_concurrent_searches=len(searches)
        )["responses"]
        for answer in answers:
            if "error" in answer:
                raise failure(int(answer.get("status", 500)), str(answer["error"]))
            if answer.get("timed_out"):
                raise QueryRefusedError("an answer took too long")
        return answers


def found_by(node: Node, sort: Sort = Sort.RELEVANCE) -> Search:
    """The documents of a condition in their order, without their contents."""
    return Search().query(ranked(node)).sort(*_ORDERS[sort]).source(False).extra(track_total_hits=False)


def known_only(search: Search) -> Search:
    """A search whose hits are told by ``version_of`` only: their contents are not read, which is faster."""
    return search.source(False).extra(stored_fields="_none_", docvalue_fields=["version"])


def version_of(hit: Answer) -> int:
    """What tells the document of such a hit from every other."""
    version: int = hit["fields"]["version"][0]
    return version


def of_versions(versions: Iterable[int]) -> Search:
    """The documents with these versions."""
    return Search().query("bool", filter=[Q("terms", version=list(versions))])


def any_of(node: Node) -> Search:
    """Whether there is a document; ``exists`` reads the answer."""
    return Search().query(unranked(node)).extra(size=0, track_total_hits=1)


def exists(answer: Answer) -> bool:
    """Whether ``any_of`` found one."""
    return bool(answer["hits"]["total"]["value"])


def every_hit(client: Elasticsearch, search: Search, index: str) -> Iterator[Answer]:
    """All hits of a sorted search, by as many requests as are needed."""
    search = search.extra(size=MAX_WINDOW, track_total_hits=False)
    while True:
        body = search.to_dict()
        hits: list[Answer] = client.search(index=index, body=body, allow_partial_search_results=False)[
            "hits"
        ]["hits"]
        yield from hits
        if len(hits) < MAX_WINDOW:
            return
        search = search.extra(search_after=hits[-1]["sort"])
