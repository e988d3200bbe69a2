"""The simplified results (简化结果): found by the database while the engine cannot answer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from content.selectors.indexing import list_indexable_pages
from content.selectors.plain_search import find_pages_by_words
from search.analysis.admin_search import segment_text
from search.analysis.articles import label_token
from search.analysis.folding import fold
from search.analysis.numbers import mentioned_number_tokens, own_number_tokens
from search.enums import Remark
from search.exchange import FACETS, HitGroup, SearchDocument, SearchHit, SearchQuery, SearchResult, date_of
from search.queries import QueryTerm
from search.selectors.indexable import documents_of

_TEXTS = frozenset({"word", "phrase"})
MAX_WORDS = 8
MAX_PAGES = 20


def simplified_search(query: SearchQuery) -> SearchResult:
    """All words, under the access keys and filters of the query, newest pages first; at most ``MAX_PAGES``.

    Words and phrases are looked for as they were typed, the first ``MAX_WORDS`` of them; document numbers,
    issuing bodies and article numbers must be those of the provision, a number may also be mentioned in its
    text. Exclusions hold. Without a word or a document number nothing is found.
    """
    texts = [term.text for term in query.parsed.terms if term.kind in _TEXTS]
    words = texts[:MAX_WORDS]
    page_ids = _candidates(words, query)
    found = documents_of(list_indexable_pages(page_ids), on=date_of(query.on))
    matching = [_matching(found.get(page_id, ()), words, query) for page_id in page_ids]
    groups = [_group(documents, query) for documents in matching if documents]
    page = max(1, min(query.page, -(-len(groups) // query.per_page)))
    first = (page - 1) * query.per_page
    shortened = query.parsed.truncated or len(words) < len(texts)
    return SearchResult(
        tuple(groups[first : first + query.per_page]),
        total=sum(group.total for group in groups),
        pages_total=len(groups),
        page=page,
        remarks=(Remark.SIMPLIFIED, Remark.TRUNCATED) if shortened else (Remark.SIMPLIFIED,),
    )


def _candidates(words: list[str], query: SearchQuery) -> tuple[int, ...]:
    """Pages that may answer: by the document number asked for, which says more than words, or the words."""
    numbers = next((term.tokens for term in query.parsed.terms if term.kind == "number"), ())
    asked = [_parts_of_number(token) for token in numbers] or [words]
    found = (find_pages_by_words(each, access_keys=query.access_keys, limit=MAX_PAGES) for each in asked)
    return tuple(dict.fromkeys(chain.from_iterable(found)))[:MAX_PAGES]


def _parts_of_number(token: str) -> list[str]:
    """What a text with this number has in it, whatever its brackets: 示例-2016-1 gives 2016 and 1号."""
    _sign, year, number = token.rsplit("-", 2)
    return [year, f"{number}号"]


def _matching(
    documents: Iterable[SearchDocument], words: list[str], query: SearchQuery
) -> list[SearchDocument]:
    conditions = [term for term in query.parsed.terms if term.kind not in _TEXTS]
    allowed = [
        document
        for document in documents
        if document.access_key in query.access_keys
        and _passes(document, query)
        and all(_meets(document, term) for term in conditions)
        and not any(_meets(document, term) for term in query.parsed.excluded)
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


def _meets(document: SearchDocument, term: QueryTerm) -> bool:
    """Whether a provision has what a term asks for, as the index would say."""
    if term.kind == "number":
        own = own_number_tokens(document.document_number) if document.document_number else ()
        return not {*own, *mentioned_number_tokens(document.text)}.isdisjoint(term.tokens)
    if term.kind == "body":
        issuer = set(segment_text(document.issuing_body).split())
        return any(issuer.issuperset(tokens) for tokens in (term.tokens, *term.alternatives))
    if term.kind == "article":
        return label_token(fold(document.label)) == term.tokens[0]
    return term.text in fold(_all_of(document))


def _all_of(document: SearchDocument) -> str:
    return "\n".join((document.title, document.path, document.label, document.text))


def _group(documents: list[SearchDocument], query: SearchQuery) -> HitGroup:
    hits = tuple(SearchHit(document, 0.0) for document in documents[: query.quotes])
    return HitGroup(hits, len(documents), documents[0].status_on(query.on))
