"""The search form: every address gives a valid question; what it does not understand it leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from content.enums import LevelOfEffect, Status
from search.documents import day_number
from search.enums import PageKind
from search.port import SearchQuery
from search.queries import parse

ALL = "all"
MAX_PAGE = 1_000
MAX_CHOICES = 20
MAX_VALUE = 200


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What the address of a result page asks for; ``statuses`` empty means every status."""

    typed: str = ""
    statuses: frozenset[str] = frozenset({Status.IN_FORCE.value})
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    issuing_bodies: frozenset[str] = frozenset()
    page: int = 1

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        """Read the parameters of an address; unknown values are as if absent."""
        chosen = _choices(data, "status")
        known = frozenset(chosen) & frozenset(Status.values)
        return cls(
            typed=data.get("q", ""),
            statuses=frozenset() if ALL in chosen else known or frozenset({Status.IN_FORCE.value}),
            kinds=frozenset(_choices(data, "kind")) & frozenset(PageKind.values),
            levels=frozenset(_choices(data, "level")) & frozenset(LevelOfEffect.values),
            issuing_bodies=frozenset(value for value in map(_clean, _choices(data, "issuing_body")) if value),
            page=_page(data.get("page", "")),
        )

    def to_query(self, *, access_keys: tuple[str, ...], on: date) -> SearchQuery:
        """The question to the index, for a viewer and a day."""
        return SearchQuery(
            parsed=parse(self.typed),
            access_keys=access_keys,
            on=day_number(on),
            statuses=frozenset(Status(value) for value in self.statuses),
            kinds=self.kinds,
            levels=self.levels,
            issuing_bodies=self.issuing_bodies,
            page=self.page,
        )

    def chosen(self, facet: str) -> frozenset[str]:
        """The chosen values of a facet (kind, level, issuing_body, status)."""
        values: frozenset[str] = getattr(self, _FIELDS[facet])
        return values

    def toggled(self, facet: str, value: str) -> Self:
        """The same search with one value of a facet put in or taken out, from the first screenful."""
        return self.only(facet, self.chosen(facet) ^ {value})

    def only(self, facet: str, values: Iterable[str]) -> Self:
        """The same search with exactly these values of a facet, from the first screenful."""
        changes: dict[str, Any] = {_FIELDS[facet]: frozenset(values)}
        return replace(self, page=1, **changes)

    def on_page(self, page: int) -> Self:
        """The same search, another screenful."""
        return replace(self, page=page)

    @property
    def address(self) -> str:
        """The query part of the address that gives this search."""
        pairs = [("q", _encodable(self.typed))]
        statuses = sorted(self.statuses) or [ALL]
        if self.statuses != {Status.IN_FORCE.value}:
            pairs += [("status", status) for status in statuses]
        for facet in ("kind", "level", "issuing_body"):
            pairs += [(facet, value) for value in sorted(self.chosen(facet))]
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return "?" + urlencode(pairs)


_FIELDS = {"kind": "kinds", "level": "levels", "issuing_body": "issuing_bodies", "status": "statuses"}


def _choices(data: QueryDict, name: str) -> list[str]:
    return data.getlist(name)[:MAX_CHOICES]


def _clean(value: str) -> str:
    return _encodable(value)[:MAX_VALUE].replace("\x00", "").strip()


def _encodable(value: str) -> str:
    return value.encode("utf-8", "ignore").decode("utf-8")


def _page(value: str) -> int:
    return min(max(int(value), 1), MAX_PAGE) if value.isascii() and value.isdigit() and len(value) < 7 else 1
