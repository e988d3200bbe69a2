"""Where the provisions of the old edition went: articles, and the paragraphs and items below them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from content.comparing.alignment import Pair
from content.comparing.articles import ArticleText, as_compared
from content.comparing.similarity import Overlaps, bigrams, likely_pairs, twins

_SURE = 0.6  # least likeness for a paragraph to be recognized wherever it went
_LIKELY = 0.3  # least likeness for a rewritten one that stayed in its article
_FEW = 4  # characters; anything shorter (其他。) is recognized only word for word


@dataclass(frozen=True, slots=True)
class _Placed:
    """A provision with its shape below its article (-para-#-item-#): only like is compared with like."""

    eid: str
    shape: str
    words: str


@dataclass(slots=True)
class _Trace:
    successors: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def record(self, likely: list[tuple[float, int, str, str]]) -> None:
        """The most alike first, then the nearest in place; each provision is given away once."""
        for _, _, old_eid, new_eid in sorted(likely):
            if old_eid not in self.successors and new_eid not in self.taken:
                self.successors[old_eid] = new_eid
                self.taken.add(new_eid)


def trace_provisions(pairs: Sequence[Pair]) -> dict[str, str]:
    """The eid of the successor of every old provision that has one.

    Recognized by its words in the successor of its article, else anywhere in the new edition (articles are
    split and paragraphs moved), else as the most alike still free in that successor. Where the successor has
    as many of its kind, the number is kept; otherwise what stands above it is named: better too little than
    wrong.
    """
    trace = _Trace()
    successions = list(_successions(pairs))
    for each in successions:
        trace.record(_recognized(each.before, each.after, _SURE))
    trace.record(_recognized_anywhere(pairs, trace))
    for each in successions:
        trace.record(_recognized(each.before, each.after, _LIKELY))
        for old in each.olds:
            trace.successors.setdefault(old.eid, each.new.eid)
            _fall_back(old, each, trace)
    return trace.successors


@dataclass(frozen=True, slots=True)
class _Succession:
    """An article and what it took the place of: the one it was made of, or those merged into it."""

    olds: tuple[ArticleText, ...]
    new: ArticleText
    before: tuple[_Placed, ...]
    after: tuple[_Placed, ...]
    shapes: dict[str, str]  # of what the new article has, by eid
    has: Counter[str]  # how many of each shape


def _successions(pairs: Sequence[Pair]) -> Iterator[_Succession]:
    """Merged articles are taken together, so that a new one is gone through twice at most."""
    for pair in pairs:
        if pair.old and pair.new:
            yield _succession([pair.old], pair.new)
    merged: dict[str, tuple[ArticleText, list[ArticleText]]] = {}
    for pair in pairs:
        if pair.old and not pair.new and pair.kin:
            merged.setdefault(pair.kin.eid, (pair.kin, []))[1].append(pair.old)
    for kin, olds in merged.values():
        yield _succession(olds, kin)


def _succession(olds: Sequence[ArticleText], new: ArticleText) -> _Succession:
    after = _placed(new)
    return _Succession(
        olds=tuple(olds),
        new=new,
        before=tuple(provision for old in olds for provision in _placed(old)),
        after=tuple(after),
        shapes={provision.eid: provision.shape for provision in after},
        has=Counter(provision.shape for provision in after),
    )


def _placed(article: ArticleText) -> list[_Placed]:
    return [
        _Placed(
            eid=provision.eid,
            shape=re.sub(r"\d+(~\d+)?", "#", provision.eid.removeprefix(article.eid)),
            words=as_compared(provision.text),
        )
        for provision in article.provisions
    ]


def _recognized(
    old: Sequence[_Placed], new: Sequence[_Placed], least: float
) -> list[tuple[float, int, str, str]]:
    old_grams, new_grams = [bigrams(p.words) for p in old], [bigrams(p.words) for p in new]
    likely = []
    for row, column in _worth_comparing(old, new):
        shared = (old_grams[row] & new_grams[column]).total()
        sizes = old_grams[row].total(), new_grams[column].total()
        # Alike and inside weigh the same, as for articles: items grow (调解纠纷 to 调解纠纷、促进和睦).
        likeness = math.sqrt(2 * shared / sum(sizes) * shared / min(sizes))
        if likeness >= least:
            likely.append((-likeness, abs(row - column), old[row].eid, new[column].eid))
    return likely


def _recognized_anywhere(pairs: Sequence[Pair], trace: _Trace) -> list[tuple[float, int, str, str]]:
    old = [p for pair in pairs if pair.old for p in _placed(pair.old) if p.eid not in trace.successors]
    new = [p for pair in pairs if pair.new for p in _placed(pair.new) if p.eid not in trace.taken]
    overlaps = Overlaps([p.words for p in old], [p.words for p in new])
    return [
        (-likeness, abs(row - column), old[row].eid, new[column].eid)
        for row, column in _worth_comparing(old, new)
        if (likeness := overlaps.of(row, column).likeness) >= _SURE
    ]


def _worth_comparing(old: Sequence[_Placed], new: Sequence[_Placed]) -> Iterator[tuple[int, int]]:
    """Pairs of the same shape that are likely to be alike."""
    pairs = likely_pairs(*({at: p.words for at, p in enumerate(side)} for side in (old, new)))
    pairs |= twins([(p.shape, p.words) for p in old], [(p.shape, p.words) for p in new])
    return ((row, column) for row, column in pairs if _comparable(old[row], new[column]))


def _comparable(old: _Placed, new: _Placed) -> bool:
    if old.shape != new.shape or not old.words or not new.words:
        return False
    return old.words == new.words or min(len(old.words), len(new.words)) >= _FEW


def _fall_back(old: ArticleText, succession: _Succession, trace: _Trace) -> None:
    """Document order puts a paragraph before its items, so what stands above is always known already."""
    before = _placed(old)
    had = Counter(p.shape for p in before)
    for provision in before:
        if provision.eid in trace.successors:
            continue
        above, _, _ = provision.eid.rpartition("-")
        above = above if above in trace.successors else above.rpartition("-")[0]
        parent = trace.successors.get(above, succession.new.eid)
        same_number = parent + provision.eid.removeprefix(above)
        shape = succession.shapes.get(same_number, "")
        kept = shape and had[shape] == succession.has[shape] and same_number not in trace.taken
        trace.successors[provision.eid] = same_number if kept else parent
