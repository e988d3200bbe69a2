"""Scores of the pairs of articles that may belong together: few of all there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from content.comparing.articles import ArticleText, as_compared
from content.comparing.similarity import Overlaps, Pair, likely_pairs, twins

_ALMOST = 0.999  # only the same words score 1
_SAME_PLACE = 0.02  # decides between equals: the chapter has the same heading

Scores = dict[Pair, float]


class Side:
    """The articles of one edition by place: their words, the headings above them, their numbers."""

    def __init__(self, articles: Sequence[ArticleText]) -> None:
        self.words = [as_compared(article.text) for article in articles]
        # The words of the headings without their numbers, which an added chapter may shift.
        self.headings = ["".join(article.context.split()[1::2]) for article in articles]
        self.places = {article.eid: place for place, article in enumerate(articles)}
        self.found = Counter(self.words)

    @property
    def words_and_headings(self) -> list[tuple[str, str]]:
        return list(zip(self.words, self.headings, strict=True))

    def __len__(self) -> int:
        return len(self.words)

    def without(self, taken: Collection[int]) -> dict[int, str]:
        """The words of the articles that are not ``taken``, by place."""
        return {place: words for place, words in enumerate(self.words) if place not in taken}


class Scorer:
    """Gives two articles a score from 0 to 1, and a hair more where they stand in the same chapter."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.overlaps = Overlaps(old.words, new.words)

    def first_look(self) -> Scores:
        """Articles with the same words, with the same number, and those that share rare passages.

        An article kept word for word belongs to its twin alone.
        """
        old, new = self.old, self.new
        settled = {words for words, count in old.found.items() if count == new.found[words] == 1}
        rows = {row: words for row, words in enumerate(old.words) if words not in settled}
        columns = {column: words for column, words in enumerate(new.words) if words not in settled}
        pairs = likely_pairs(rows, columns)
        pairs |= {(row, new.places[eid]) for eid, row in old.places.items() if eid in new.places}
        pairs = {(row, column) for row, column in pairs if row in rows and column in columns}
        pairs |= twins(old.words, new.words)
        pairs |= twins(old.words_and_headings, new.words_and_headings)
        return self._scores(pairs)

    def second_look(self, taken: dict[int, int]) -> Scores:
        """The articles left over among themselves, where other passages are rare."""
        return self._scores(
            likely_pairs(self.old.without(taken), self.new.without(frozenset(taken.values())))
        )

    def _scores(self, pairs: Iterable[Pair]) -> Scores:
        return {pair: self._score(*pair) for pair in sorted(pairs)}

    def _score(self, row: int, column: int) -> float:
        same_words = self.old.words[row] == self.new.words[column]
        likeness = 1.0 if same_words else min(self.overlaps.of(row, column).likeness, _ALMOST)
        same_place = likeness > 0 and self.old.headings[row] == self.new.headings[column]
        return likeness + (_SAME_PLACE if same_place else 0.0)
