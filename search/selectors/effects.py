"""What a change that is not saved yet would do to the answers of the judged queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from content.selectors.indexing import list_indexable_pages
from search.analysis.tokens import bigrams, tokenize
from search.analysis.vocabulary import Vocabulary
from search.models import CommonQuestion
from search.port import get_index
from search.queries import ParsedQuery, parse
from search.selectors.indexable import documents_of
from search.selectors.judging import (
    Figures,
    Outcome,
    Viewer,
    count_judged,
    figures,
    judged_queries,
    run,
)
from search.trial_index import trial_index

ENOUGH = 10  # judged queries below which figures say little
MAX_TRIAL_PAGES = 120
_TOP_PAGES = 10  # of each query that the change may touch
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Move:
    """Something judged that stands elsewhere; None for not found."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A query answered better or worse, by nDCG@10."""

    text: str
    before: float
    after: float
    moves: tuple[Move, ...]

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """Figures before and after; ``measured`` of ``total`` judged queries were run.

    ``pages`` is not 0 where before and after come from a trial index of that many pages.
    """

    before: Figures
    after: Figures
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    moved: tuple[Change, ...]
    measured: int
    total: int
    pages: int = 0

    @property
    def too_few(self) -> bool:
        return self.measured < ENOUGH

    @property
    def is_none(self) -> bool:
        return not (self.better or self.worse or self.moved)


def effect_of_vocabulary(proposed: Vocabulary, *, current: Vocabulary, viewer: Viewer) -> Effect:
    """Answer the judged queries with the vocabulary that holds and with the proposed one.

    Raises:
        EngineUnavailableError: the engine cannot answer now.
    """
    index = get_index()
    pairs = []
    for judged in judged_queries():
        before = run(judged, index=index, vocabulary=current, viewer=viewer)
        same = parse(judged.text, current) == parse(judged.text, proposed)
        after = before if same else run(judged, index=index, vocabulary=proposed, viewer=viewer)
        pairs.append((before, after))
    return _effect(pairs)


def effect_of_question(question: CommonQuestion, *, vocabulary: Vocabulary, viewer: Viewer) -> Effect:
    """Answer the judged queries without and with a common question, which is not saved.

    A question changes the answers of those queries alone that share a word with it. They are run on two
    trial indexes of the pages that matter to them: an estimate, because words are rarer in the whole.

    Raises:
        EngineUnavailableError: the engine cannot answer now.
    """
    index = get_index()
    outcomes = [run(judged, index=index, vocabulary=vocabulary, viewer=viewer) for judged in judged_queries()]
    words = _words_changed(question)
    touched = [
        outcome for outcome in outcomes if words.intersection(_tokens(parse(outcome.judged.text, vocabulary)))
    ]
    pairs = {outcome.judged.pk: (outcome, outcome) for outcome in outcomes}
    page_ids = _pages_that_matter(question, touched)
    if touched:
        before = _on_trial(touched, page_ids, (), vocabulary, viewer)
        after = _on_trial(touched, page_ids, (question,), vocabulary, viewer)
        pairs |= {pair[0].judged.pk: pair for pair in zip(before, after, strict=True)}
    return _effect(list(pairs.values()), pages=len(page_ids) if touched else 0)


def _on_trial(
    touched: Sequence[Outcome],
    page_ids: Sequence[int],
    beside: Iterable[CommonQuestion],
    vocabulary: Vocabulary,
    viewer: Viewer,
) -> list[Outcome]:
    documents = documents_of(list_indexable_pages(page_ids), on=viewer.on, beside=beside)
    with trial_index(chain.from_iterable(documents.values())) as index:
        return [run(outcome.judged, index=index, vocabulary=vocabulary, viewer=viewer) for outcome in touched]


def _words_changed(question: CommonQuestion) -> frozenset[str]:
    stored = CommonQuestion.objects.filter(pk=question.pk).values_list("text", flat=True)
    return frozenset(token for text in (question.text, *stored) for token in tokenize(text))


def _tokens(parsed: ParsedQuery) -> Iterator[str]:
    for term in parsed.terms:
        yield from term.tokens
        for words in term.alternatives:
            yield from chain.from_iterable(map(bigrams, words))


def _pages_that_matter(question: CommonQuestion, touched: Iterable[Outcome]) -> list[int]:
    """The question's pages, those judged, then the best of each query, as far as there is room."""
    own = [page_id for page_id in (question.page_id, question.stored_page_id) if page_id]
    outcomes = list(touched)
    judged = (_page_of(key) for outcome in outcomes for key in outcome.judged.grades)
    best = (
        page_id
        for outcome in outcomes
        for page_id in list(dict.fromkeys(map(_page_of, outcome.ranked)))[:_TOP_PAGES]
    )
    return list(dict.fromkeys((*own, *judged, *best)))[:MAX_TRIAL_PAGES]


def _page_of(key: str) -> int:
    return int(key.partition(":")[0])


def _effect(pairs: Sequence[tuple[Outcome, Outcome]], *, pages: int = 0) -> Effect:
    changes = [_change(before, after) for before, after in pairs if before.ranked != after.ranked]
    better = sorted((each for each in changes if each.difference > _SAME), key=lambda c: -c.difference)
    worse = sorted((each for each in changes if each.difference < -_SAME), key=lambda c: c.difference)
    return Effect(
        before=figures(before for before, _after in pairs),
        after=figures(after for _before, after in pairs),
        better=tuple(better),
        worse=tuple(worse),
        moved=tuple(each for each in changes if abs(each.difference) <= _SAME and each.moves),
        measured=len(pairs),
        total=count_judged(),
        pages=pages,
    )


def _change(before: Outcome, after: Outcome) -> Change:
    names = {**before.names, **after.names}
    places = [(key, before.place_of(key), after.place_of(key)) for key in before.judged.grades]
    moves = tuple(Move(names[key], old, new) for key, old, new in places if old != new)
    return Change(before.judged.text, before.ndcg, after.ndcg, moves)
