"""The search form: every address gives a valid question; what it does not understand it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from common.numbers import number
from content.enums import LevelOfEffect, Status
from search.analysis.vocabulary import Vocabulary
from search.enums import PageKind, ProblemKind, Sort
from search.exchange import FACETS, SearchQuery, day_number
from search.language.conditions import Filters, Problem, both
from search.queries import MAX_CHARACTERS, NO_VOCABULARY, parse

ALL = "all"
MAX_PAGE = 1_000
MAX_CHOICES = 20
MAX_VALUE = 200
_YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What the address of a result page asks for; ``statuses`` empty means every status.

    ``full`` searches the words of a citation instead of going to it. ``typed`` is at most MAX_CHARACTERS
    long, so that no address on the page is longer; ``cut_short`` says that more was typed.
    """

    typed: str = ""
    statuses: frozenset[str] = frozenset({Status.IN_FORCE.value})
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    issuing_bodies: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    full: bool = False
    cut_short: bool = field(default=False, compare=False)

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        """Read the parameters of an address; unknown values are as if absent."""
        typed = data.get("q", "").strip()
        chosen = _choices(data, "status")
        known = frozenset(chosen) & frozenset(Status.values)
        return cls(
            typed=typed[:MAX_CHARACTERS],
            cut_short=len(typed) > MAX_CHARACTERS,
            statuses=frozenset() if ALL in chosen else known or frozenset({Status.IN_FORCE.value}),
            kinds=frozenset(_choices(data, "kind")) & frozenset(PageKind.values),
            levels=frozenset(_choices(data, "level")) & frozenset(LevelOfEffect.values),
            issuing_bodies=_texts(data, "issuing_body"),
            regions=_texts(data, "region"),
            years=frozenset(value for value in _choices(data, "year") if _YEAR.fullmatch(value)),
            items=_texts(data, "item"),
            sort=_sort(data.get("sort", "")),
            page=_page(data.get("page", "")),
            full=data.get("full") == "1",
        )

    def to_query(
        self, *, access_keys: tuple[str, ...], on: date, vocabulary: Vocabulary = NO_VOCABULARY
    ) -> SearchQuery:
        """The question to the index, for a viewer and a day, with the words editors keep.

        Typed conditions (类型: 年份: 效力:) and chosen filters must both hold; a typed 效力 takes the place
        of 现行有效, which nobody may have chosen. Where they contradict each other the question is one
        without access keys, to which every engine answers with nothing, and a problem says why.
        """
        parsed = parse(self.typed, vocabulary)
        parsed = replace(parsed, truncated=parsed.truncated or self.cut_short)
        filters = self._with_typed(parsed.filters)
        if filters is None:
            access_keys, filters = (), Filters()
            parsed = replace(parsed, problems=(Problem(ProblemKind.CONTRADICTION), *parsed.problems))
        return SearchQuery(
            parsed=parsed,
            access_keys=access_keys,
            on=day_number(on),
            statuses=filters.statuses,
            kinds=filters.kinds,
            levels=self.levels,
            issuing_bodies=self.issuing_bodies,
            regions=self.regions,
            years=filters.years,
            items=self.items,
            sort=self.sort,
            page=self.page,
        )

    def _with_typed(self, typed: Filters) -> Filters | None:
        """The chosen filters narrowed by typed ones; None where they contradict each other."""
        statuses = frozenset(Status(value) for value in self.statuses)
        if typed.statuses and statuses == {Status.IN_FORCE}:
            statuses = frozenset()
        kinds = both(self.kinds, typed.kinds)
        years = both(frozenset(map(int, self.years)), typed.years)
        held = both(statuses, typed.statuses)
        if kinds is None or years is None or held is None:
            return None
        return Filters(kinds, held if held != frozenset(Status) else frozenset(), years)

    def chosen(self, facet: str) -> frozenset[str]:
        """The chosen values of a facet of ``FACETS``."""
        values: frozenset[str] = getattr(self, FACETS[facet])
        return values

    def toggled(self, facet: str, value: str) -> Self:
        """The same search with one value of a facet put in or taken out, from the first screenful."""
        return self.only(facet, self.chosen(facet) ^ {value})

    def only(self, facet: str, values: Iterable[str]) -> Self:
        """The same search with exactly these values of a facet, from the first screenful."""
        changes: dict[str, Any] = {FACETS[facet]: frozenset(values)}
        return replace(self, page=1, **changes)

    def on_page(self, page: int) -> Self:
        """The same search, another screenful."""
        return replace(self, page=page)

    @property
    def is_plain(self) -> bool:
        """Whether words were typed and nothing was chosen."""
        return self == type(self)(typed=self.typed)

    @property
    def address(self) -> str:
        """The query part of the address that gives this search."""
        pairs = [("q", _encodable(self.typed))]
        statuses = sorted(self.statuses) or [ALL]
        if self.statuses != {Status.IN_FORCE.value}:
            pairs += [("status", status) for status in statuses]
        for facet in FACETS:
            if facet != "status":
                pairs += [(facet, value) for value in sorted(self.chosen(facet))]
        if self.sort is not Sort.RELEVANCE:
            pairs.append(("sort", self.sort.value))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        if self.full:
            pairs.append(("full", "1"))
        return "?" + urlencode(pairs)


def _choices(data: QueryDict, name: str) -> list[str]:
    return data.getlist(name)[:MAX_CHOICES]


def _texts(data: QueryDict, name: str) -> frozenset[str]:
    return frozenset(value for value in map(_clean, _choices(data, name)) if value)


def _sort(value: str) -> Sort:
    return Sort(value) if value in Sort.values else Sort.RELEVANCE


def _clean(value: str) -> str:
    return _encodable(value)[:MAX_VALUE].replace("\x00", "").strip()


def _encodable(value: str) -> str:
    return value.encode("utf-8", "ignore").decode("utf-8")


def _page(value: str) -> int:
    return min(number(value, least=1) or 1, MAX_PAGE)
