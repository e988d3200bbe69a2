"""Where the provisions of the old edition went: articles, and the paragraphs and items below them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from content.comparing.alignment import Pair
from content.comparing.articles import ArticleText, as_compared
from content.comparing.similarity import bigrams, overlaps

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
    partners = [(pair.old, pair.new) for pair in pairs if pair.old and pair.new]
    partners += [(pair.old, pair.kin) for pair in pairs if pair.old and not pair.new and pair.kin]
    for old, new in partners:
        trace.record(_recognized(_placed(old), _placed(new), _SURE))
    trace.record(_recognized_anywhere(pairs, trace))
    for old, new in partners:
        trace.record(_recognized(_placed(old), _placed(new), _LIKELY))
        trace.successors.setdefault(old.eid, new.eid)
        _fall_back(old, new, trace)
    return trace.successors


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
    for row, before in enumerate(old):
        for column, after in enumerate(new):
            if not _comparable(before, after):
                continue
            shared = (old_grams[row] & new_grams[column]).total()
            sizes = old_grams[row].total(), new_grams[column].total()
            # Alike and inside weigh the same, as for articles: items grow (调解纠纷 to 调解纠纷、促进和睦).
            likeness = math.sqrt(2 * shared / sum(sizes) * shared / min(sizes))
            if likeness >= least:
                likely.append((-likeness, abs(row - column), before.eid, after.eid))
    return likely


def _recognized_anywhere(pairs: Sequence[Pair], trace: _Trace) -> list[tuple[float, int, str, str]]:
    old = [p for pair in pairs if pair.old for p in _placed(pair.old) if p.eid not in trace.successors]
    new = [p for pair in pairs if pair.new for p in _placed(pair.new) if p.eid not in trace.taken]
    shared = overlaps([p.words for p in old], [p.words for p in new])
    return [
        (-shared[row][column].likeness, abs(row - column), before.eid, after.eid)
        for row, before in enumerate(old)
        for column, after in enumerate(new)
        if shared[row][column].likeness >= _SURE and _comparable(before, after)
    ]


def _comparable(old: _Placed, new: _Placed) -> bool:
    if old.shape != new.shape or not old.words or not new.words:
        return False
    return old.words == new.words or min(len(old.words), len(new.words)) >= _FEW


def _fall_back(old: ArticleText, new: ArticleText, trace: _Trace) -> None:
    """Document order puts a paragraph before its items, so what stands above is always known already."""
    before, after = _placed(old), _placed(new)
    had, has = Counter(p.shape for p in before), Counter(p.shape for p in after)
    free = {p.eid for p in after if had[p.shape] == has[p.shape]} - trace.taken
    for provision in before:
        if provision.eid in trace.successors:
            continue
        above, _, _ = provision.eid.rpartition("-")
        above = above if above in trace.successors else above.rpartition("-")[0]
        parent = trace.successors.get(above, new.eid)
        same_number = parent + provision.eid.removeprefix(above)
        trace.successors[provision.eid] = same_number if same_number in free else parent
