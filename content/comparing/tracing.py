"""Where the provisions of the old edition went: articles, and the paragraphs and items below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from content.comparing.alignment import Pair
from content.comparing.articles import ArticleText, Provision, as_compared
from content.comparing.similarity import Bigrams, bigrams

_SAME_PROVISION = 0.6  # least part of the words (Dice) for a paragraph to be recognized
_LETTERS = 4  # words shorter than this (as in 其他) are recognized only word for word


def trace_provisions(pairs: Sequence[Pair]) -> dict[str, str]:
    """For every provision of the old edition that has one, the eid of its successor."""
    fresh = [pair.new for pair in pairs if pair.new is not None and pair.old is None]
    successors: dict[str, str] = {}
    for pair in pairs:
        into = pair.new or pair.kin
        if pair.old is None or into is None or pair.old.eid in successors:
            continue
        successors[pair.old.eid] = into.eid
        for old_eid, new_eid in _below(pair.old, into, fresh):
            successors.setdefault(old_eid, new_eid)
    return successors


def _below(old: ArticleText, new: ArticleText, fresh: Sequence[ArticleText]) -> Iterator[tuple[str, str]]:
    """Document order puts a paragraph before its items, so what stands above is always known already."""
    found: dict[str, str] = {old.eid: new.eid}
    taken: set[str] = set()
    recognized = _recognized(old, [new], taken)
    elsewhere = _recognized(_without(old, recognized), fresh, set())
    numbers = {provision.eid for provision in new.provisions}
    for provision in old.provisions:
        above, _, _ = provision.eid.rpartition("-")
        above = above if above in found else above.rpartition("-")[0]
        number = provision.eid.removeprefix(above)
        same_number = found.get(above, new.eid) + number
        found[provision.eid] = (
            recognized.get(provision.eid)
            or elsewhere.get(provision.eid)
            or (same_number if same_number in numbers else found.get(above, new.eid))
        )
        yield provision.eid, found[provision.eid]


def _without(old: ArticleText, recognized: dict[str, str]) -> ArticleText:
    rest = tuple(provision for provision in old.provisions if provision.eid not in recognized)
    return ArticleText(old.eid, old.label, old.text, old.context, rest)


def _recognized(old: ArticleText, targets: Iterable[ArticleText], taken: set[str]) -> dict[str, str]:
    """Old provisions found again by their words, the most alike first, each new one given away once."""
    candidates = [provision for target in targets for provision in target.provisions]
    counted = [(provision, bigrams(provision.text), _depth(provision.eid)) for provision in candidates]
    likely: list[tuple[float, int, int, str, str]] = []
    for row, provision in enumerate(old.provisions):
        grams, depth = bigrams(provision.text), _depth(provision.eid)
        for column, (other, other_grams, other_depth) in enumerate(counted):
            if depth != other_depth:
                continue
            likeness = _likeness(provision, other, grams, other_grams)
            if likeness >= _SAME_PROVISION:
                likely.append((-likeness, abs(row - column), column, provision.eid, other.eid))
    found: dict[str, str] = {}
    for _, _, _, old_eid, new_eid in sorted(likely):
        if old_eid not in found and new_eid not in taken:
            found[old_eid] = new_eid
            taken.add(new_eid)
    return found


def _likeness(old: Provision, new: Provision, old_grams: Bigrams, new_grams: Bigrams) -> float:
    if as_compared(old.text) == as_compared(new.text):
        return 1.0 if old.text else 0.0
    if min(len(old.text), len(new.text)) < _LETTERS:
        return 0.0
    return 2 * (old_grams & new_grams).total() / (old_grams.total() + new_grams.total())


def _depth(eid: str) -> tuple[str, ...]:
    """The kinds of an eid without its numbers: art-10-1-para-2 is an art with a para."""
    return tuple(part for part in eid.split("-") if not part.isdigit())
