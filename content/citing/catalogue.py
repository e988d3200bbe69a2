"""What the resolver has to be told about the rules in store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol


class RuleCatalogue(Protocol):
    """The rules in store: names, editions, provisions. Keys and editions are the caller's own, as text."""

    def names(self) -> Iterable[tuple[str, str]]:
        """Every (title or alias, rule key)."""
        ...

    def edition(self, rule: str, *, year: int | None, on: date | None) -> str | None:
        """The edition of ``rule`` made in ``year``, or in force on ``on``; with neither, the newest."""
        ...

    def provisions(self, edition: str) -> Sequence[str]:
        """The stable ids of an edition, in order of the text."""
        ...
