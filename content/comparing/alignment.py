"""Which article of the old edition became which article of the new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.comparing.articles import ArticleText, as_compared
from content.comparing.similarity import Overlap, overlaps

IN_ORDER = 0.25  # least score for two articles that keep their place among the others
OUT_OF_ORDER = 0.30  # least score for a moved article: no neighbors speak for it
KINSHIP = 0.50  # least share of an article's words found in the article it was split from or merged into
_ALMOST = 0.999  # only the same words score 1
_SAME_PLACE = 0.02  # decides between equals: the chapter has the same heading


class Status(StrEnum):
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
    status: Status
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
    shared = overlaps([article.text for article in old], [article.text for article in new])
    scores = _scores(old, new, shared)
    in_order = _chain(scores)
    moved = _moved(scores, in_order)
    matches = in_order | moved
    pairs: list[Pair] = []
    for row, column in _reading_order(len(old), len(new), matches, set(in_order)):
        if row is not None and column is not None:
            pairs.append(_kept(old[row], new[column], moved=row in moved))
        elif row is not None:
            into = _kin(new, [both.of_old for both in shared[row]])
            pairs.append(Pair(old[row], None, Status.REMOVED, kin=into))
        elif column is not None:
            source = _kin(old, [line[column].of_new for line in shared])
            pairs.append(Pair(None, new[column], Status.ADDED, kin=source))
    return pairs


def _scores(
    old: Sequence[ArticleText], new: Sequence[ArticleText], shared: list[list[Overlap]]
) -> list[list[float]]:
    """0 to 1 (and a hair more in the same chapter) for every old article with every new one."""
    old_words, new_words = [as_compared(a.text) for a in old], [as_compared(a.text) for a in new]
    in_old, in_new = Counter(old_words), Counter(new_words)
    settled = {words for words in in_old if in_old[words] == in_new[words] == 1}
    old_places, new_places = [_place(a) for a in old], [_place(a) for a in new]

    def score(row: int, column: int) -> float:
        if old_words[row] == new_words[column]:
            likeness = 1.0
        elif old_words[row] in settled or new_words[column] in settled:
            return 0.0  # an article kept word for word belongs to its twin alone
        else:
            likeness = min(shared[row][column].likeness, _ALMOST)
        same_place = likeness > 0 and old_places[row] == new_places[column]
        return likeness + (_SAME_PLACE if same_place else 0.0)

    return [[score(row, column) for column in range(len(new))] for row in range(len(old))]


def _place(article: ArticleText) -> str:
    """The words of the chapter heading without its number, which an added chapter may shift."""
    return "".join(article.context.split()[1::2])


def _chain(scores: list[list[float]]) -> dict[int, int]:
    """The pairs with the greatest sum of squared scores among all that run in the same order."""
    height, width = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for row in range(height - 1, -1, -1):
        for column in range(width - 1, -1, -1):
            together = best[row + 1][column + 1] + _gain(scores[row][column])
            best[row][column] = max(best[row + 1][column], best[row][column + 1], together)
    chain: dict[int, int] = {}
    row = column = 0
    while row < height and column < width:
        gain = _gain(scores[row][column])
        if gain and best[row][column] == best[row + 1][column + 1] + gain:
            chain[row] = column
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return chain


def _gain(score: float) -> float:
    return score * score if score >= IN_ORDER else 0.0


def _moved(scores: list[list[float]], taken: dict[int, int]) -> dict[int, int]:
    """Among the articles left over, the most alike first."""
    columns = set(taken.values())
    candidates = sorted(
        (-score, row, column)
        for row, line in enumerate(scores)
        if row not in taken
        for column, score in enumerate(line)
        if score >= OUT_OF_ORDER and column not in columns
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
        status = Status.UNCHANGED if same_words else Status.CHANGED
    else:
        status = Status.RENUMBERED if same_words else Status.RENUMBERED_CHANGED
    return Pair(old, new, status, moved=moved)


def _kin(others: Sequence[ArticleText], shares: Sequence[float]) -> ArticleText | None:
    at = max(range(len(others)), key=shares.__getitem__, default=0)
    return others[at] if others and shares[at] >= KINSHIP else None
