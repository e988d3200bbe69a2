"""The best provisions where not every word need be there, quickly whatever the number of texts.

Tantivy skips what cannot be among the best only for a plain union of terms without filters and factors. So
the candidates come from such unions, and filters and factors are applied to them from the fast fields. Where
too few are left, or a filter has no number to compare, the whole query is asked: slower, the same meaning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import tantivy
from tantivy import DocAddress

from search import matching
from search.engines.tantivy_query import translate
from search.exchange import FACETS, MAX_GUESSES, SearchQuery, access_digest, status_on
from search.matching import Every, Node, Some
from search.ranking import raise_by_page

_CANDIDATES = 1_000
Scored = tuple[float, DocAddress]
_Place = tuple[int, int]


def best_guesses(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> list[Scored]:
    """The best provisions for some of the words under the filters, each raised by its page."""
    hits = _from_candidates(searcher, words, query)
    if hits is None:
        wanted = translate(matching.filtered(words, query))
        hits = list(searcher.search(wanted, MAX_GUESSES, count=False, weight_by_field="prior").hits)
    page_ids = searcher.fast_field_values("page_id", [address for _score, address in hits])
    raised = raise_by_page([score for score, _address in hits], [int(page_id or 0) for page_id in page_ids])
    return [(score, hits[place][1]) for score, place in raised]


@dataclass(frozen=True, slots=True)
class _Union:
    """A query that is a union of terms: ``words`` of which one must be there, ``raising`` that only raise."""

    words: Some
    raising: tuple[Node, ...]

    @classmethod
    def of(cls, node: Node) -> _Union | None:
        if isinstance(node, Every) and len(node.must) == 1 and not node.only and not node.without:
            (words,) = node.must
            if isinstance(words, Some):
                return cls(words, node.raising)
        return None


def _from_candidates(searcher: tantivy.Searcher, words: Node, query: SearchQuery) -> list[Scored] | None:
    """The best by way of candidates, None where they do not decide."""
    union = _Union.of(words)
    if union is None or any(getattr(query, name) for facet, name in FACETS.items() if facet != "status"):
        return None
    having = searcher.search(translate(union.words), _CANDIDATES, count=False).hits
    raised = searcher.search(
        translate(Some((*union.words.nodes, *union.raising))), _CANDIDATES, count=False
    ).hits
    with_words = {_place(address) for _score, address in having}
    hits = [(score, address) for score, address in raised if _place(address) in with_words]
    kept = _weighted(searcher, hits, query)
    complete = len(having) < _CANDIDATES and len(raised) < _CANDIDATES
    return kept[:MAX_GUESSES] if complete or len(kept) >= MAX_GUESSES else None


def _place(address: DocAddress) -> _Place:
    return address.segment_ord, address.doc


def _weighted(searcher: tantivy.Searcher, hits: list[Scored], query: SearchQuery) -> list[Scored]:
    """Those the viewer may read and that have a wanted status, by score times prior."""
    read = partial(searcher.fast_field_values, doc_addresses=[address for _score, address in hits])
    facts = zip(read("access"), read("valid_from"), read("valid_to"), read("repealed"), strict=True)
    keys = {access_digest(key) for key in query.access_keys}
    weighted = [
        (score * math.log2(2 + float(prior or 0)), address)
        for (score, address), prior, (access, begins, ends, repealed) in zip(
            hits, read("prior"), facts, strict=True
        )
        if access in keys and _has_status(query, int(begins or 0), int(ends or 0), repealed=bool(repealed))
    ]
    return sorted(weighted, key=lambda found: -found[0])


def _has_status(query: SearchQuery, begins: int, ends: int, *, repealed: bool) -> bool:
    return not query.statuses or status_on(query.on, begins, ends, repealed=repealed) in query.statuses


def without_filter(query: SearchQuery, name: str) -> SearchQuery:
    """The query without the filter of one facet; ``name`` "" leaves it as it is."""
    nothing: dict[str, Any] = {FACETS[name]: frozenset()} if name else {}
    return replace(query, **nothing)
