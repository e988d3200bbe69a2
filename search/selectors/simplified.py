"""The simplified results (简化结果): found by the database while the engine cannot answer."""

from __future__ import annotations

from collections.abc import Iterable

from content.selectors.indexing import list_indexable_pages
from content.selectors.plain_search import find_pages_by_words
from search.analysis.folding import fold
from search.enums import Remark
from search.exchange import FACETS, HitGroup, SearchDocument, SearchHit, SearchQuery, SearchResult, date_of
from search.queries import QueryTerm
from search.selectors.indexable import documents_of

MAX_WORDS = 8
MAX_PAGES = 20


def simplified_search(query: SearchQuery) -> SearchResult:
    """All words, under the access keys and filters of the query, newest pages first; at most ``MAX_PAGES``.

    Phrases, names and numbers are looked for as they were typed; exclusions hold.
    """
    words = [term.text for term in query.parsed.terms][:MAX_WORDS]
    page_ids = find_pages_by_words(words, access_keys=query.access_keys, limit=MAX_PAGES)
    found = documents_of(list_indexable_pages(page_ids), on=date_of(query.on))
    matching = [_matching(found.get(page_id, ()), words, query) for page_id in page_ids]
    groups = [_group(documents, query) for documents in matching if documents]
    first = (query.page - 1) * query.per_page
    return SearchResult(
        tuple(groups[first : first + query.per_page]),
        total=sum(group.total for group in groups),
        pages_total=len(groups),
        page=query.page,
        remarks=(Remark.SIMPLIFIED,),
    )


def _matching(
    documents: Iterable[SearchDocument], words: list[str], query: SearchQuery
) -> list[SearchDocument]:
    allowed = [
        document
        for document in documents
        if document.access_key in query.access_keys
        and _passes(document, query)
        and not _has_any(document, query.parsed.excluded)
    ]
    exact = [document for document in allowed if _has_all(document.text, words)]
    return exact or [document for document in allowed if _has_all(_all_of(document), words)]


def _passes(document: SearchDocument, query: SearchQuery) -> bool:
    return all(
        not (chosen := getattr(query, name))
        or not {str(value) for value in chosen}.isdisjoint(document.facet(facet, query.on))
        for facet, name in FACETS.items()
    )


def _has_all(text: str, words: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)


def _has_any(document: SearchDocument, terms: Iterable[QueryTerm]) -> bool:
    folded = fold(_all_of(document))
    return any(term.text in folded for term in terms)


def _all_of(document: SearchDocument) -> str:
    return "\n".join((document.title, document.path, document.label, document.text))


def _group(documents: list[SearchDocument], query: SearchQuery) -> HitGroup:
    hits = tuple(SearchHit(document, 0.0) for document in documents[: query.quotes])
    return HitGroup(hits, len(documents), documents[0].status_on(query.on))
