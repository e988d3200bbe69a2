"""The engine beyond one machine: an index in an Elasticsearch cluster, shared by all processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import Q, Search

from search import matching
from search.engines import elasticsearch_ranking as ranking
from search.engines.elasticsearch_asking import MAX_WINDOW, Reader, found_by
from search.engines.elasticsearch_connection import (
    ElasticsearchConfig,
    connect,
    engine_failures,
    for_writing,
)
from search.engines.elasticsearch_facets import count_facets
from search.engines.elasticsearch_indexes import Indexes
from search.engines.elasticsearch_query import translate, unranked
from search.engines.elasticsearch_writing import Writer
from search.exchange import (
    DocumentMark,
    Facets,
    Health,
    LookUp,
    SearchDocument,
    SearchHit,
    SearchQuery,
    SearchResult,
    SuggestQuery,
    sorted_marks,
)
from search.port import EngineUnavailableError, RebuildSession


class ElasticsearchIndex:
    """A search index in a cluster; see ``search.port.SearchIndex``."""

    def __init__(self, config: ElasticsearchConfig) -> None:
        self._client = connect(config)
        patient = for_writing(self._client)
        self._patient: Elasticsearch = patient
        self._indexes = Indexes(patient, config)
        self._alias = self._indexes.alias
        self._reader = Reader(self._client, self._alias, config.timeout)
        self._writer = Writer(patient, self._indexes)

    # ---- writing ------------------------------------------------------------------
    def replace_pages(self, pages: Mapping[int, Iterable[SearchDocument]]) -> None:
        if pages:
            self._writer.replace_pages({page_id: tuple(documents) for page_id, documents in pages.items()})

    def replace_page(self, page_id: int, documents: Iterable[SearchDocument]) -> None:
        self._writer.replace_pages({page_id: tuple(documents)})

    def remove_page(self, page_id: int) -> None:
        self._writer.replace_pages({page_id: ()})

    def withhold(self, access_keys: Mapping[int, str]) -> None:
        self._writer.withhold(access_keys)

    def rebuilding(self) -> AbstractContextManager[RebuildSession]:
        return self._writer.rebuilding()

    def destroy(self) -> None:
        """Delete every index of this prefix."""
        with engine_failures():
            self._indexes.drop_all()

    # ---- reading ------------------------------------------------------------------
    def search(self, query: SearchQuery) -> SearchResult:
        if query.is_empty:
            return SearchResult()
        with engine_failures():
            answer, is_guess = ranking.answer(self._reader, query)
        return answer.remarked(query, is_guess=is_guess)

    def best(self, query: SearchQuery, limit: int) -> tuple[SearchHit, ...]:
        if query.is_empty:
            return ()
        with engine_failures():
            return ranking.best(self._reader, query, limit)

    def facets(self, query: SearchQuery) -> Facets:
        if query.is_empty:
            return {}
        with engine_failures():
            return count_facets(self._reader, query)

    def totals(self, queries: Sequence[SearchQuery]) -> tuple[int, ...]:
        with engine_failures():
            return ranking.totals(self._reader, queries)

    def suggest(self, query: SuggestQuery) -> tuple[SearchDocument, ...]:
        if query.is_empty:
            return ()
        with engine_failures():
            return ranking.documents(self._reader, found_by(matching.suggested(query)), query.limit)

    def look_up(self, wanted: LookUp) -> tuple[SearchDocument, ...]:
        if wanted.is_empty:
            return ()
        search = Search().query(unranked(matching.looked_up(wanted))).sort("page_id", "-day_order")
        with engine_failures():
            found = ranking.documents(self._reader, search, wanted.limit)
        return tuple(sorted(found, key=lambda document: (document.page_id, document.order)))

    def count(self) -> int:
        with engine_failures():
            try:
                # Notes of changed pages have no page_id.
                answer = self._client.count(index=self._alias, query=Q("exists", field="page_id").to_dict())
            except NotFoundError:
                return 0
        number: int = answer["count"]
        return number

    def marks(self, *, after: int = 0, limit: int = 1000) -> dict[int, tuple[DocumentMark, ...]]:
        search = Search(using=self._patient, index=self._alias)
        search = search.query(translate(matching.Between("page_id", lower=after + 1))).sort("page_id")
        search = search.source(False).extra(size=MAX_WINDOW, track_total_hits=False)
        search = search.extra(docvalue_fields=["version", "access"], stored_fields="_none_")
        with engine_failures():
            try:
                return _marks(search, limit)
            except NotFoundError:
                return {}

    def health(self) -> Health:
        try:
            with engine_failures():
                documents = self.count()
                asking = self._client.options(ignore_status=404)
                about = asking.indices.stats(index=self._alias, metric=["store"]).body
        except EngineUnavailableError as error:
            return Health(ok=False, detail=f"the cluster does not answer: {error}")
        if "error" in about:
            return Health(ok=False, detail="no index yet")
        size = about["_all"]["primaries"].get("store", {}).get("size_in_bytes", 0)
        return Health(ok=True, documents=documents, bytes=size)


def _marks(search: Search, limit: int) -> dict[int, tuple[DocumentMark, ...]]:
    """One state of the index (a point in time), read until there are enough pages."""
    marks: dict[int, list[DocumentMark]] = {}
    with search.point_in_time() as asked:
        while True:
            hits = asked.execute().to_dict()["hits"]["hits"]
            for hit in hits:
                page_id, values = hit["sort"][0], hit["fields"]
                if page_id not in marks and len(marks) == limit:
                    return sorted_marks(marks)
                marks.setdefault(page_id, []).append(DocumentMark(values["version"][0], values["access"][0]))
            if len(hits) < MAX_WINDOW:
                return sorted_marks(marks)
            asked = asked.extra(search_after=hits[-1]["sort"])


def configured(**changes: Any) -> ElasticsearchIndex:
    """The index of this installation (setting SEARCH_ELASTICSEARCH), with some values changed."""
    return ElasticsearchIndex(ElasticsearchConfig(**{**settings.SEARCH_ELASTICSEARCH, **changes}))
