"""Kinds of pages other packages bring, as far as the rules base looks at them.

Such a page may cite provisions, stand in lists and be found like those of this package, which must not know
it: its own package says here how it is read, when it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from content.enums import ListingKind

if TYPE_CHECKING:
    from content.selectors.single_texts import SingleText


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What a list says of a page beside its title and address."""

    kind: ListingKind
    day: date
    note: str = ""
    summary: str = ""
    region: str = ""
    year: int = 0
    items: tuple[tuple[int, int], ...] = ()  # list, number
    outcomes: tuple[tuple[str, int], ...] = ()  # what followed, for how many people


@dataclass(frozen=True, slots=True)
class NamedStretch:
    """Provisions of one edition a page names by choosing them, not in words; ``quote`` says them in words."""

    edition_id: int
    eids: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class OfferedKind:
    """How the rules base reads one kind of page.

    ``name`` stands before it in a list of back-links; ``passages`` are (place, text) pairs in which citations
    are looked for, and ``day`` is the one whose law they speak of; ``text`` is what the index holds;
    ``items`` the model that names prohibition items; ``stretches`` what it names by choosing; ``facts``
    its line in the columns, None for what stands in none.
    """

    name: Any
    passages: Callable[[Any], list[tuple[str, str]]]
    day: Callable[[Any], date]
    text: Callable[[Any], SingleText]
    items: Any
    stretches: Callable[[Any], list[NamedStretch]] = lambda _page: []
    facts: Callable[[Any], ListingFacts] | None = None


_KINDS: dict[type, OfferedKind] = {}


def offer(model: type, kind: OfferedKind) -> None:
    """Have pages of ``model`` read; called once, when its package is ready."""
    _KINDS[model] = kind


def kind_of(page: Any) -> OfferedKind | None:
    """How a page is read; None for the pages of this package."""
    return _KINDS.get(type(page))


def offered_kinds() -> Iterator[tuple[type, OfferedKind]]:
    """Every kind there is, in the order they were offered."""
    yield from _KINDS.items()
