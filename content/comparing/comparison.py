"""The comparison of two editions of a rule, ready to be shown: rows, figures, table of numbers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from content.comparing.alignment import Pair, Status, align
from content.comparing.articles import ArticleText, article_texts
from content.comparing.marks import Op, Segment, mark
from content.comparing.tracing import trace_provisions
from content.grammar.tree import ParsedText

TIMEOUT = 5.0  # seconds; a law of 80 articles takes less than a tenth of one
_LEAST = 0.01  # seconds every article may take; none at all would mean without limit


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: the two articles side by side, with what was changed marked."""

    pair: Pair
    old_segments: tuple[Segment, ...] = ()  # equal and delete; empty for an added article
    new_segments: tuple[Segment, ...] = ()  # equal and insert; empty for a removed article

    @property
    def status(self) -> Status:
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
    status: Status


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions compared.

    ``rows`` run in the reading order of the new edition, removed articles where they used to stand.
    ``concordance`` is the table of numbers, every row once, in the same order; ``concordance_by_old`` runs
    through the old edition from front to back and has no added articles.
    """

    rows: tuple[Row, ...]
    concordance: tuple[Correspondence, ...]
    concordance_by_old: tuple[Correspondence, ...]
    _successors: Mapping[str, str] = field(default_factory=dict, repr=False)
    _predecessors: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def summary(self) -> Summary:
        count = Counter(row.status for row in self.rows)
        return Summary(
            changed=count[Status.CHANGED] + count[Status.RENUMBERED_CHANGED],
            added=count[Status.ADDED],
            removed=count[Status.REMOVED],
            renumbered=count[Status.RENUMBERED],
            unchanged=count[Status.UNCHANGED],
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

    def old_eid(self, new_eid: str) -> str | None:
        """Where an article of the new edition came from; one split off, from the one it was split from."""
        return self._predecessors.get(new_eid)


def compare(
    old: Sequence[ArticleText], new: Sequence[ArticleText], *, timeout: float = TIMEOUT
) -> Comparison:
    """Compare two editions article by article. Title, note, contents, preamble and closing are left out.

    Args:
        timeout: seconds for the marks of all articles together; what is left then is marked coarsely.
    """
    pairs = align(old, new)
    predecessors: dict[str, str] = {}
    for pair in pairs:
        source = pair.old or pair.kin
        if pair.new is not None and source is not None:
            predecessors.setdefault(pair.new.eid, source.eid)
    lines = {id(pair.old): _correspondence(pair) for pair in pairs}
    return Comparison(
        rows=tuple(_rows(pairs, timeout)),
        concordance=tuple(_correspondence(pair) for pair in pairs),
        concordance_by_old=tuple(lines[id(article)] for article in old),
        _successors=trace_provisions(pairs),
        _predecessors=predecessors,
    )


def compare_texts(old: ParsedText, new: ParsedText, *, timeout: float = TIMEOUT) -> Comparison:
    """Compare two parsed rule texts (articles; in outline texts the top-level points)."""
    return compare(article_texts(old), article_texts(new), timeout=timeout)


def _rows(pairs: Sequence[Pair], timeout: float) -> Iterator[Row]:
    deadline = time.monotonic() + timeout
    for pair in pairs:
        yield _row(pair, max(deadline - time.monotonic(), _LEAST))


def _row(pair: Pair, timeout: float) -> Row:
    if pair.old is None or pair.new is None:
        return Row(pair, _whole(pair.old, Op.DELETE), _whole(pair.new, Op.INSERT))
    if pair.status in (Status.UNCHANGED, Status.RENUMBERED):
        return Row(pair, _whole(pair.old, Op.EQUAL), _whole(pair.new, Op.EQUAL))
    old_segments, new_segments = mark(pair.old.text, pair.new.text, timeout=timeout)
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
