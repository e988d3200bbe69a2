"""Lead citations to provisions of rules in store, or say why that cannot be done."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from content.citing.catalogue import RuleCatalogue
from content.citing.names import KIND_WORDS, normalize_name, without_state
from content.citing.recognizer import Citation

_TRIAL = re.compile(r"\((?:试行|暂行)\)\Z")
_ITEM = re.compile(r"(?P<article>art-[0-9-]+)-para-[0-9]+-(?P<rest>item-.+)")
_LETTERS = re.compile(r"[a-z]+")
_MIN_SUFFIX = 4


class Reason(StrEnum):
    """Why a citation leads nowhere."""

    UNKNOWN_RULE = "unknown_rule"
    AMBIGUOUS_TITLE = "ambiguous_title"
    NO_EDITION = "no_edition"
    NO_PROVISION = "no_provision"
    AMBIGUOUS_PROVISION = "ambiguous_provision"  # an item without its 款, found under several
    RELATIVE = "relative"  # 前款 from an unknown place


@dataclass(frozen=True, slots=True)
class Target:
    """A resolved citation; ``eids`` are the provisions named, every one of a range, () for the whole rule."""

    citation: Citation
    rule: str
    edition: str
    eids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A citation that leads nowhere; ``candidates`` are rule keys or ids among which a person may choose."""

    citation: Citation
    reason: Reason
    candidates: tuple[str, ...] = ()


class Resolver:
    """Resolves citations against a catalogue read once; build a new one when rules have changed."""

    def __init__(self, catalogue: RuleCatalogue) -> None:
        self._catalogue = catalogue
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._short: defaultdict[str, set[str]] = defaultdict(set)
        self._provisions: dict[str, _Provisions] = {}
        for name, rule in catalogue.names():
            normal = normalize_name(name)
            self._exact[normal].add(rule)
            self._short[_shortened(normal)].add(rule)

    def resolve(
        self, citation: Citation, *, self_rule: str | None = None, on: date | None = None
    ) -> Target | Failure:
        """Find the provision a citation names.

        Args:
            self_rule: key of the rule the citing text belongs to, meant by 本法 and 前款.
            on: the day whose text is meant where the citation gives no year.
        """
        if citation.eid is None:
            return Failure(citation, Reason.RELATIVE)
        rules = self._rules(citation.title, self_rule)
        if len(rules) != 1:
            reason = Reason.AMBIGUOUS_TITLE if rules else Reason.UNKNOWN_RULE
            return Failure(citation, reason, tuple(sorted(rules)))
        (rule,) = rules
        edition = self._catalogue.edition(rule, year=citation.edition_hint, on=on)
        if edition is None:
            return Failure(citation, Reason.NO_EDITION)
        return self._within(citation, rule, edition)

    def _rules(self, title: str | None, self_rule: str | None) -> set[str]:
        """The rules a cited title may mean: by the surest way to read it that leads to any."""
        if title is None:
            return {self_rule} if self_rule is not None else set()
        normal = normalize_name(title)
        return self._exact.get(normal) or self._short.get(_shortened(normal)) or self._by_suffix(normal)

    def _by_suffix(self, cited: str) -> set[str]:
        """Rules whose title ends in the cited words; never the other way round, 行政监察法 is not 监察法."""
        if len(cited) < _MIN_SUFFIX or cited in KIND_WORDS:
            return set()
        return {rule for name, rules in self._short.items() if name.endswith(cited) for rule in rules}

    def _within(self, citation: Citation, rule: str, edition: str) -> Target | Failure:
        if not citation.eid:
            return Target(citation, rule, edition, ())
        provisions = self._provisions_of(edition)
        first = provisions.find(citation.eid, implied=citation.paragraph_implied)
        last = first
        if citation.through:
            last = provisions.find(citation.through, implied=citation.paragraph_implied)
        if len(first) > 1 or len(last) > 1:
            return Failure(citation, Reason.AMBIGUOUS_PROVISION, tuple(first if len(first) > 1 else last))
        eids = provisions.between(first[0], last[0]) if first and last else ()
        return Target(citation, rule, edition, eids) if eids else Failure(citation, Reason.NO_PROVISION)

    def _provisions_of(self, edition: str) -> _Provisions:
        if edition not in self._provisions:
            self._provisions[edition] = _Provisions(self._catalogue.provisions(edition))
        return self._provisions[edition]


class _Provisions:
    """The provisions of one edition by id and by level, in order of the text."""

    def __init__(self, eids: Sequence[str]) -> None:
        self._eids = eids
        self._places = {eid: place for place, eid in enumerate(eids)}
        self._levels: defaultdict[str, list[int]] = defaultdict(list)
        self._items: defaultdict[tuple[str, str], list[str]] = defaultdict(list)  # by article, in any 款
        for place, eid in enumerate(eids):
            self._levels[_level(eid)].append(place)
            if (item := _ITEM.fullmatch(eid)) is not None:
                self._items[item["article"], item["rest"]].append(eid)

    def find(self, eid: str, *, implied: bool) -> list[str]:
        """The ids that ``eid`` may mean; none, one, or several where the 款 was left out."""
        item = _ITEM.fullmatch(eid) if implied else None
        if item is not None and (found := self._items.get((item["article"], item["rest"]))):
            return found
        return [each for each in _spellings(eid) if each in self._places][:1]

    def between(self, first: str, last: str) -> tuple[str, ...]:
        """Every provision of the level of ``first`` from there to ``last``; () where that comes first."""
        level = self._levels[_level(first)]
        start = bisect_left(level, self._places[first])
        return tuple(self._eids[place] for place in level[start : bisect_right(level, self._places[last])])


def _level(eid: str) -> str:
    """art-3-para-1 is of the level art-para."""
    return "-".join(_LETTERS.findall(eid))


def _shortened(normal: str) -> str:
    return _TRIAL.sub("", without_state(normal))


def _spellings(eid: str) -> list[str]:
    """``eid``, a chapter without its part, and 第三条 of a text numbered 一、二、三、."""
    spellings = [eid, re.sub(r"\Apart-[0-9]+-(?=ch-)", "", eid)]
    if eid.startswith("art-"):
        point = re.fullmatch(r"art-([0-9]+)(?:-para-1-item-([0-9]+)(?:-sub-([0-9]+))?)?(-para-[0-9]+)?", eid)
        if point is not None:
            numbers = "-".join(number for number in point.group(1, 2, 3) if number)
            spellings.append(f"pt-{numbers}{point[4] or ''}")
    return spellings
