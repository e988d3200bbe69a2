"""Lead citations to provisions of rules in store, or say why that cannot be done."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from content.citing.catalogue import RuleCatalogue
from content.citing.names import KIND_WORDS, normalize_name, without_state
from content.citing.recognizer import Citation

_TRIAL = re.compile(r"\((?:试行|暂行)\)\Z")
_IMPLIED = re.compile(r"(?P<article>art-[0-9-]+)-para-1-(?P<rest>item-.+)")
_LEVEL = re.compile(r"[a-z]+")
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
        self._provisions: dict[str, dict[str, int]] = {}
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
        order = self._order(edition)
        first = _found(citation.eid, order, implied=citation.paragraph_implied)
        last = (
            _found(citation.through, order, implied=citation.paragraph_implied) if citation.through else first
        )
        if len(first) > 1 or len(last) > 1:
            return Failure(citation, Reason.AMBIGUOUS_PROVISION, tuple(first if len(first) > 1 else last))
        if not first or not last or order[last[0]] < order[first[0]]:
            return Failure(citation, Reason.NO_PROVISION)
        return Target(citation, rule, edition, _between(first[0], last[0], order))

    def _order(self, edition: str) -> dict[str, int]:
        if edition not in self._provisions:
            eids = self._catalogue.provisions(edition)
            self._provisions[edition] = {eid: place for place, eid in enumerate(eids)}
        return self._provisions[edition]


def _shortened(normal: str) -> str:
    return _TRIAL.sub("", without_state(normal))


def _found(eid: str, order: dict[str, int], *, implied: bool) -> list[str]:
    """The ids that ``eid`` may mean in this edition; none, one, or several where the 款 was left out."""
    match = _IMPLIED.fullmatch(eid) if implied else None
    if match is not None:
        wanted = re.compile(rf"{match['article']}-para-[0-9]+-{match['rest']}")
        if found := [each for each in order if wanted.fullmatch(each)]:
            return found
    return [each for each in _spellings(eid) if each in order][:1]


def _spellings(eid: str) -> list[str]:
    """``eid``, a chapter without its part, and 第三条 of a text numbered 一、二、三、."""
    spellings = [eid, re.sub(r"\Apart-[0-9]+-(?=ch-)", "", eid)]
    if eid.startswith("art-"):
        point = re.fullmatch(r"art-([0-9]+)(?:-para-1-item-([0-9]+)(?:-sub-([0-9]+))?)?(-para-[0-9]+)?", eid)
        if point is not None:
            numbers = "-".join(number for number in point.group(1, 2, 3) if number)
            spellings.append(f"pt-{numbers}{point[4] or ''}")
    return spellings


def _between(first: str, last: str, order: dict[str, int]) -> tuple[str, ...]:
    """Every provision of the level of ``first`` from there to ``last``."""
    if first == last:
        return (first,)
    level = _LEVEL.findall(first)
    start, end = order[first], order[last]
    return tuple(
        eid for eid, place in order.items() if start <= place <= end and _LEVEL.findall(eid) == level
    )
