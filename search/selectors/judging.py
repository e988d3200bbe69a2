"""The judged queries, and what the search answers to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from search.analysis.vocabulary import Vocabulary
from search.evaluation import ndcg_at, recall_at
from search.exchange import SearchHit, SearchQuery, day_number
from search.models import JudgedQuery, Judgement
from search.port import SearchIndex
from search.queries import parse

DEPTH = 50  # pages looked at for each query, up to three provisions of each
NEAR, FAR = 10, 100
MAX_QUERIES = 200  # judged queries that are run while somebody waits


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the grades of what answers it, by ``SearchDocument.key`` ("7:" for all of page 7)."""

    pk: int
    text: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom and for which day queries are answered."""

    access_keys: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a judged query, best first; ``names`` are those of what was found and is judged."""

    judged: Judged
    ranked: tuple[str, ...]
    names: Mapping[str, str]

    @property
    def ndcg(self) -> float:
        return ndcg_at(NEAR, self.ranked, self.judged.grades)

    @property
    def recall(self) -> float:
        return recall_at(NEAR, self.ranked, self.judged.grades)

    @property
    def recall_far(self) -> float:
        return recall_at(FAR, self.ranked, self.judged.grades)

    def place_of(self, key: str) -> int | None:
        """Where something stands, from 1; None where it was not found."""
        return self.ranked.index(key) + 1 if key in self.ranked else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over queries."""

    ndcg: float
    recall: float
    recall_far: float


def count_judged() -> int:
    """Queries with at least one judgement."""
    return Judgement.objects.values("query").distinct().count()


def judged_queries(limit: int = MAX_QUERIES) -> list[Judged]:
    """The judged queries with their grades in two queries; of more than ``limit`` every n-th."""
    found = list(JudgedQuery.objects.filter(judgements__isnull=False).distinct().order_by("pk"))
    chosen = found[:: -(-len(found) // limit)] if len(found) > limit else found
    grades: dict[int, dict[str, int]] = {query.pk: {} for query in chosen}
    for row in Judgement.objects.filter(query_id__in=grades):
        grades[row.query_id][row.place_key] = row.grade
    return [Judged(query.pk, query.text, grades[query.pk]) for query in chosen]


def run(judged: Judged, *, index: SearchIndex, vocabulary: Vocabulary, viewer: Viewer) -> Outcome:
    """Answer a judged query as readers are answered, but deeper: ``DEPTH`` pages."""
    query = SearchQuery(
        parse(judged.text, vocabulary), viewer.access_keys, day_number(viewer.on), per_page=DEPTH
    )
    hits = [hit for group in index.search(query).groups for hit in group.hits]
    hits.sort(key=lambda hit: -hit.score)
    ranked = tuple(dict.fromkeys(_key(hit, judged) for hit in hits))
    return Outcome(judged, ranked, dict(_names(hits, judged)))


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """The means, 0 where there is no query."""
    rows = [(outcome.ndcg, outcome.recall, outcome.recall_far) for outcome in outcomes]
    if not rows:
        return Figures(0.0, 0.0, 0.0)
    return Figures(*(fmean(column) for column in zip(*rows, strict=True)))


def _key(hit: SearchHit, judged: Judged) -> str:
    own, whole = hit.document.key, f"{hit.document.page_id}:"
    return whole if own not in judged.grades and whole in judged.grades else own


def _names(hits: Iterable[SearchHit], judged: Judged) -> Iterator[tuple[str, str]]:
    for hit in hits:
        key = _key(hit, judged)
        if key in judged.grades:
            label = "" if key.endswith(":") else hit.document.label
            yield key, " ".join(words for words in (hit.document.title, label) if words)
