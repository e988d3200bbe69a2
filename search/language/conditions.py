"""What the conditions of a query ask for: years, types, statuses, and what of them was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from common.numerals import parse_numeral
from content.enums import Status
from search.enums import PageKind, ProblemKind
from search.language.pieces import Piece, values

Value = TypeVar("Value")
FIRST_YEAR, LAST_YEAR = 1900, 2199
_ALL = frozenset({"全部", "所有", "不限"})
# Beside the words on the page, what readers call them.
_STATUS_NAMES = {
    "有效": Status.IN_FORCE,
    "生效": Status.IN_FORCE,
    "已生效": Status.IN_FORCE,
    "失效": Status.REPEALED,
    "已失效": Status.REPEALED,
    "未施行": Status.NOT_YET,
    "尚未施行": Status.NOT_YET,
}
_YEAR = r"([12][0-9]{3}|[一二][〇零○一二三四五六七八九]{3})年?度?"
_YEARS = re.compile(rf"{_YEAR}(?:\s*(?:[-−–—~至到]|——)\s*{_YEAR})?\Z")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something typed that was left out or read in another way; ``typed`` is what it is about."""

    kind: ProblemKind
    typed: str = ""

    @property
    def message(self) -> str:
        """What the page says about it."""
        shown = self.typed if len(self.typed) <= 20 else f"{self.typed[:20]}…"
        kinds = "、".join(str(label) for label in PageKind.labels)
        statuses = "、".join(str(label) for label in Status.labels)
        return str(self.kind.label).format(typed=shown, kinds=kinds, statuses=statuses)


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that are no words; an empty one was not typed. One of the values is enough."""

    kinds: frozenset[str] = frozenset()
    statuses: frozenset[Status] = frozenset()
    years: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.statuses or self.years)


@dataclass(frozen=True, slots=True)
class ReadFilters:
    """What the conditions ask for; ``words`` are the values not understood, to be searched for as words."""

    filters: Filters
    problems: tuple[Problem, ...]
    words: tuple[Piece, ...]


_SEARCHED_FOR = frozenset({ProblemKind.UNKNOWN_KIND, ProblemKind.UNKNOWN_STATUS, ProblemKind.BAD_YEAR})


def read_filters(pieces: Iterable[Piece]) -> ReadFilters:
    """The filters of the pieces that are conditions on year, type and status.

    A condition typed twice (类型:规则 类型:案例) takes the values of both; 效力:全部 gives every status.
    """
    filters, problems = Filters(), []
    words: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            problems.append(Problem(ProblemKind.NO_VALUE, piece.name))
            continue
        added, unknown = _READERS[piece.field](piece)
        filters = Filters(
            filters.kinds | added.kinds, filters.statuses | added.statuses, filters.years | added.years
        )
        problems += unknown
        words += [
            Piece("words", problem.typed, piece.start, piece.end, piece.excluded)
            for problem in unknown
            if problem.kind in _SEARCHED_FOR
        ]
    return ReadFilters(filters, tuple(problems), tuple(words))


def both(first: frozenset[Value], second: frozenset[Value]) -> frozenset[Value] | None:
    """What meets two filters of which an empty one lets everything pass; None where nothing can."""
    if not first or not second:
        return first or second
    return first & second or None


def _kinds(piece: Piece) -> tuple[Filters, list[Problem]]:
    kinds: set[str] = set()
    problems = []
    for value in values(piece.text):
        named = [kind.value for kind in PageKind if _is_called(str(kind.label), value)]
        if value in _ALL:
            named = list(PageKind.values)
        if not named:
            problems.append(Problem(ProblemKind.UNKNOWN_KIND, value))
        kinds.update(named)
    if piece.excluded and kinds:
        kinds = set(PageKind.values) - kinds
    return Filters(kinds=frozenset(kinds)), problems


def _statuses(piece: Piece) -> tuple[Filters, list[Problem]]:
    statuses: set[Status] = set()
    problems = []
    for value in values(piece.text):
        named = [status for status in Status if _is_called(str(status.label), value)]
        if value in _STATUS_NAMES:
            named = [_STATUS_NAMES[value]]
        if value in _ALL:
            named = list(Status)
        if not named:
            problems.append(Problem(ProblemKind.UNKNOWN_STATUS, value))
        statuses.update(named)
    if piece.excluded and statuses:
        statuses = set(Status) - statuses
    return Filters(statuses=frozenset(statuses)), problems


def _years(piece: Piece) -> tuple[Filters, list[Problem]]:
    if piece.excluded:
        return Filters(), [Problem(ProblemKind.EXCLUDED_YEAR)]
    years: set[int] = set()
    problems = []
    for value in values(piece.text):
        found = _read_years(value)
        if not found:
            problems.append(Problem(ProblemKind.BAD_YEAR, value))
        years.update(found)
    return Filters(years=frozenset(years)), problems


def _read_years(value: str) -> range:
    match = _YEARS.match(value)
    if not match:
        return range(0)
    first = _year(match[1])
    last = _year(match[2]) if match[2] else first
    if not FIRST_YEAR <= min(first, last) <= max(first, last) <= LAST_YEAR:
        return range(0)
    return range(min(first, last), max(first, last) + 1)


def _year(typed: str) -> int:
    return parse_numeral(typed.replace("○", "〇")) or 0


def _is_called(label: str, value: str) -> bool:
    """Whether a reader may call it so: 规则 and 条文 for 规则条文."""
    return len(value) > 1 and value in label


_READERS = {"kind": _kinds, "status": _statuses, "year": _years}
