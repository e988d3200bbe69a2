"""Asking an index a set of questions as the result page asks, and the figures of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import fmean

from django.http import QueryDict

from search.analysis.initial_words import INITIAL_VOCABULARY
from search.benchmarking.corpus import Question
from search.evaluation import bootstrap_interval, ndcg_at, paired_randomization, recall_at, reciprocal_rank_at
from search.exchange import SearchQuery
from search.forms import SearchForm
from search.port import SearchIndex

DEPTH = 100
SEED = 20161018
Ticked = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one question; seconds of the engine for one screenful and for its facets."""

    question: str
    ndcg_10: float
    mrr_10: float
    recall_10: float
    recall_100: float
    parse_seconds: float
    search_seconds: float
    facet_seconds: float


QUALITIES = {"ndcg_10": "nDCG@10", "mrr_10": "MRR@10", "recall_10": "R@10", "recall_100": "R@100"}
TIMES = {
    "parse_seconds": "understanding the query",
    "search_seconds": "a screenful of hits",
    "facet_seconds": "counting the facets",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over the questions with its 95 % bootstrap interval."""

    name: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean of a figure's differences to another run, question by question, and how likely by chance."""

    name: str
    difference: float
    low: float
    high: float
    p: float
    better: int
    worse: int


def measure(
    index: SearchIndex, questions: Sequence[Question], *, on: date, tick: Ticked | None = None
) -> list[Measured]:
    """Ask every question as an anonymous reader would, on a day."""
    measured = []
    for question in questions:
        measured.append(_ask(index, question, on))
        if tick:
            tick(1)
    return measured


def _ask(index: SearchIndex, question: Question, on: date) -> Measured:
    address = QueryDict(mutable=True)
    address["q"] = question.text
    started = time.perf_counter()
    query = SearchForm.read(address).to_query(access_keys=("public",), on=on, vocabulary=INITIAL_VOCABULARY)
    parsed = time.perf_counter()
    index.search(query)
    searched = time.perf_counter()
    index.facets(query)
    counted = time.perf_counter()
    ranked = _ranked(index, query)
    grades = dict.fromkeys(question.relevant, 1)
    return Measured(
        question.text,
        ndcg_at(10, ranked, grades),
        reciprocal_rank_at(10, ranked, grades),
        recall_at(10, ranked, grades),
        recall_at(DEPTH, ranked, grades),
        parsed - started,
        searched - parsed,
        counted - searched,
    )


def _ranked(index: SearchIndex, query: SearchQuery) -> list[str]:
    return [hit.document.edition for hit in index.best(query, DEPTH)]


def qualities(measured: Sequence[Measured]) -> list[Figure]:
    """The means with their intervals."""
    figures = []
    for field, name in QUALITIES.items():
        values = [getattr(one, field) for one in measured]
        figures.append(Figure(name, fmean(values), *bootstrap_interval(values, seed=SEED)))
    return figures


def percentile(measured: Sequence[Measured], field: str, part: float) -> float:
    """The time, in seconds, that this part of the questions took at most."""
    values = sorted(getattr(one, field) for one in measured)
    return float(values[min(len(values) - 1, int(len(values) * part))])


def check_same(questions: Sequence[Question], former: Sequence[Measured] | None) -> None:
    """Raise ValueError where a saved run asked other questions than these."""
    if former is not None and [one.text for one in questions] != [one.question for one in former]:
        raise ValueError("the saved run asked other questions")


def compare(measured: Sequence[Measured], former: Sequence[Measured]) -> list[Comparison]:
    """What changed against a former run over the same questions."""
    return [_compared(field, name, measured, former) for field, name in QUALITIES.items()]


def _compared(field: str, name: str, measured: Sequence[Measured], former: Sequence[Measured]) -> Comparison:
    now = [getattr(one, field) for one in measured]
    then = [getattr(one, field) for one in former]
    differences = [a - b for a, b in zip(now, then, strict=True)]
    return Comparison(
        name,
        fmean(differences),
        *bootstrap_interval(differences, seed=SEED),
        paired_randomization(now, then, seed=SEED),
        sum(difference > 0 for difference in differences),
        sum(difference < 0 for difference in differences),
    )


def save(measured: Sequence[Measured], path: Path) -> None:
    """Write a run to a file, to be compared with later."""
    rows = [json.dumps(asdict(one), ensure_ascii=False) for one in measured]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def load(path: Path) -> list[Measured]:
    """A saved run.

    Raises:
        OSError, ValueError, TypeError: the file is none.
    """
    return [Measured(**json.loads(row)) for row in path.read_text(encoding="utf-8").splitlines() if row]
