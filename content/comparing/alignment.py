"""Which article of the old edition became which article of the new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.comparing.articles import ArticleText, as_compared
from content.comparing.chains import heaviest_chain
from content.comparing.scoring import Scorer, Scores, Side
from content.comparing.similarity import likely_pairs

IN_ORDER = 0.25  # least score for two articles that keep their place among the others
OUT_OF_ORDER = 0.30  # least score for a moved article: no neighbors speak for it
KINSHIP = 0.50  # least share of an article's words found in the article it was split from or merged into


class Fate(StrEnum):
    UNCHANGED = "unchanged"  # 未变: same number, same words
    CHANGED = "changed"  # 修改: same number, other words
    RENUMBERED = "renumbered"  # 仅移号: other number, same words
    RENUMBERED_CHANGED = "renumbered_changed"  # 移号并修改
    ADDED = "added"  # 新增
    REMOVED = "removed"  # 删去


@dataclass(frozen=True, slots=True)
class Pair:
    """An old article and what became of it; one side is None for articles added or removed.

    ``moved``: the article left its place among its neighbors (not only its number).
    ``kin``: for an added article the old one it was split from, for a removed one the new one it was
    merged into.
    """

    old: ArticleText | None
    new: ArticleText | None
    status: Fate
    moved: bool = False
    kin: ArticleText | None = None


def align(old: Sequence[ArticleText], new: Sequence[ArticleText]) -> list[Pair]:
    """Bring the articles of two editions together, even when renumbered, rewritten or moved.

    First the best set of pairs that keep their order, then, among the articles left, the moved ones.
    Blanks, empty lines and the width of punctuation do not count; a changed division into paragraphs
    does, for it changes how the article is cited.

    Returns:
        Every old and every new article exactly once, in the reading order of the new edition, removed
        articles after the article they followed in the old one.
    """
    before, after = Side(old), Side(new)
    scorer = Scorer(before, after)
    in_order, moved = _matches(scorer)
    matches = in_order | moved
    into, source = _kin(scorer, matches)
    pairs: list[Pair] = []
    for row, column in _reading_order(len(old), len(new), matches, set(in_order)):
        if row is not None and column is not None:
            pairs.append(_kept(old[row], new[column], moved=row in moved))
        elif row is not None:
            pairs.append(Pair(old[row], None, Fate.REMOVED, kin=new[into[row]] if row in into else None))
        elif column is not None:
            kin = old[source[column]] if column in source else None
            pairs.append(Pair(None, new[column], Fate.ADDED, kin=kin))
    return pairs


def _matches(scorer: Scorer) -> tuple[dict[int, int], dict[int, int]]:
    """New places by old ones: of the articles that kept their order, and of those that moved."""
    scores = scorer.first_look()
    scores |= scorer.second_look(_chain(scores))
    in_order = _chain(scores)
    return in_order, _moved(scores, in_order)


def _chain(scores: Scores) -> dict[int, int]:
    return heaviest_chain({pair: score * score for pair, score in scores.items() if score >= IN_ORDER})


def _moved(scores: Scores, taken: dict[int, int]) -> dict[int, int]:
    """Among the articles left over, the most alike first."""
    columns = set(taken.values())
    candidates = sorted(
        (-score, row, column)
        for (row, column), score in scores.items()
        if score >= OUT_OF_ORDER and row not in taken and column not in columns
    )
    moved: dict[int, int] = {}
    for _, row, column in candidates:
        if row not in moved and column not in columns:
            moved[row] = column
            columns.add(column)
    return moved


def _reading_order(
    height: int, width: int, matches: dict[int, int], anchors: set[int]
) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of positions; a removed article follows the nearest one before it that kept its place."""
    following: dict[int, list[int]] = {}
    anchor = -1
    for row in range(height):
        if row in anchors:
            anchor = matches[row]
        elif row not in matches:
            following.setdefault(anchor, []).append(row)
    partners = {column: row for row, column in matches.items()}
    for row in following.get(-1, ()):
        yield row, None
    for column in range(width):
        yield partners.get(column), column
        for row in following.get(column, ()):
            yield row, None


def _kept(old: ArticleText, new: ArticleText, *, moved: bool) -> Pair:
    same_words = as_compared(old.text) == as_compared(new.text)
    if old.eid == new.eid:
        status = Fate.UNCHANGED if same_words else Fate.CHANGED
    else:
        status = Fate.RENUMBERED if same_words else Fate.RENUMBERED_CHANGED
    return Pair(old, new, status, moved=moved)


def _kin(scorer: Scorer, matches: dict[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """What each removed article was merged into, and what each added one was split from."""
    old, new, overlaps = scorer.old, scorer.new, scorer.overlaps
    removed, added = old.without(matches), new.without(frozenset(matches.values()))
    merged = likely_pairs(removed, new.without(())) if removed else ()
    split = likely_pairs(old.without(()), added) if added else ()
    return (
        _largest((row, overlaps.of(row, column).of_old, column) for row, column in merged),
        _largest((column, overlaps.of(row, column).of_new, row) for row, column in split),
    )


def _largest(shares: Iterable[tuple[int, float, int]]) -> dict[int, int]:
    """For each article the one that holds most of its words, where that is half of them or more."""
    largest: dict[int, tuple[float, int]] = {}
    for article, share, other in shares:
        if share >= KINSHIP:
            largest[article] = max(largest.get(article, (0.0, 0)), (share, -other))
    return {article: -other for article, (_, other) in largest.items()}
