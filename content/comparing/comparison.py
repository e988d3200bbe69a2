"""The comparison of two editions of a rule, ready to be shown: rows, figures, table of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from content.comparing.alignment import Fate, Pair, align
from content.comparing.articles import ArticleText, article_texts
from content.comparing.marks import STEPS, Budget, Op, Segment, mark
from content.comparing.tracing import trace_provisions
from content.grammar.tree import ParsedText

# How far the search for kept words goes in all articles together, and in each of those that come after that.
# The real revisions in the tests take some 50,000 steps; 8,000,000 are a few seconds.
ALL_STEPS = 8_000_000
LEAST_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: the two articles side by side, with what was changed marked."""

    pair: Pair
    old_segments: tuple[Segment, ...] = ()  # equal and delete; empty for an added article
    new_segments: tuple[Segment, ...] = ()  # equal and insert; empty for a removed article

    @property
    def status(self) -> Fate:
        return self.pair.status


@dataclass(frozen=True, slots=True)
class Summary:
    """How many articles met each fate; every row counts once.

    An article both renumbered and changed counts as changed (修改): what a reader has to learn anew is
    its words. ``renumbered`` (仅移号) are those with another number and the same words.
    """

    changed: int = 0
    added: int = 0
    removed: int = 0
    renumbered: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A line of the table of numbers; the side that does not exist is empty."""

    old_label: str
    old_eid: str
    new_label: str
    new_eid: str
    status: Fate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions compared.

    ``rows`` run in the reading order of the new edition, removed articles where they used to stand;
    ``concordance`` is the table of numbers, every row once, in the same order.
    """

    rows: tuple[Row, ...]
    concordance: tuple[Correspondence, ...]
    _successors: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def summary(self) -> Summary:
        count = Counter(row.status for row in self.rows)
        return Summary(
            changed=count[Fate.CHANGED] + count[Fate.RENUMBERED_CHANGED],
            added=count[Fate.ADDED],
            removed=count[Fate.REMOVED],
            renumbered=count[Fate.RENUMBERED],
            unchanged=count[Fate.UNCHANGED],
        )

    def new_eid(self, old_eid: str) -> str | None:
        """Where a provision of the old edition is found in the new one: a suggestion a person confirms.

        A paragraph, item or subitem is followed by its words, also into other articles; where they are not
        found again its number is kept if the new article has as many of them, and otherwise the provision
        above is named. A removed article whose words were taken into another one leads there.

        Returns:
            None where the article was removed, or where the old edition has no such provision.
        """
        return self._successors.get(old_eid)


def compare(old: Sequence[ArticleText], new: Sequence[ArticleText]) -> Comparison:
    """Compare two editions article by article. Title, note, contents, preamble and closing are left out."""
    pairs = align(old, new)
    return Comparison(
        rows=tuple(_rows(pairs)),
        concordance=tuple(_correspondence(pair) for pair in pairs),
        _successors=trace_provisions(pairs),
    )


def compare_texts(old: ParsedText, new: ParsedText) -> Comparison:
    """Compare two parsed rule texts (articles; in outline texts the top-level points)."""
    return compare(article_texts(old), article_texts(new))


def _rows(pairs: Sequence[Pair]) -> Iterator[Row]:
    left = ALL_STEPS
    for pair in pairs:
        budget = Budget(max(min(left, STEPS), LEAST_STEPS))
        yield _row(pair, budget)
        left -= budget.spent


def _row(pair: Pair, budget: Budget) -> Row:
    if pair.old is None or pair.new is None:
        return Row(pair, _whole(pair.old, Op.DELETE), _whole(pair.new, Op.INSERT))
    if pair.status in (Fate.UNCHANGED, Fate.RENUMBERED):
        return Row(pair, _whole(pair.old, Op.EQUAL), _whole(pair.new, Op.EQUAL))
    old_segments, new_segments = mark(pair.old.text, pair.new.text, budget=budget)
    return Row(pair, tuple(old_segments), tuple(new_segments))


def _whole(article: ArticleText | None, op: Op) -> tuple[Segment, ...]:
    return (Segment(op, article.text),) if article is not None and article.text else ()


def _correspondence(pair: Pair) -> Correspondence:
    return Correspondence(
        old_label=pair.old.label if pair.old else "",
        old_eid=pair.old.eid if pair.old else "",
        new_label=pair.new.label if pair.new else "",
        new_eid=pair.new.eid if pair.new else "",
        status=pair.status,
    )
