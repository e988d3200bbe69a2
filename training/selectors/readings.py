"""The stretch of an edition a lesson has people read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from content.grammar.tree import Kind
from content.models import Provision
from content.selectors.articles import place_words
from content.selectors.citations import article_of
from content.selectors.reading import FRAME_KINDS

_WHOLE = (Kind.ARTICLE, Kind.ATTACHMENT)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Provisions of an edition from one article (chapter, point) to another, in order."""

    rows: tuple[Provision, ...]

    @property
    def text(self) -> str:
        """The words, a provision each line."""
        return "\n".join(f"{row.label}{row.heading}{row.text}" for row in self.rows)

    @property
    def digest(self) -> str:
        """What tells this wording from every other."""
        lines = "\n".join(f"{row.eid}\t{row.label}{row.heading}{row.text}" for row in self.rows)
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def articles(self) -> tuple[str, ...]:
        """Stable ids of its articles, top-level points and attachments."""
        return tuple(row.eid for row in self.rows if row.kind in _WHOLE or _is_point(row))


def stretch_of(edition_id: int, first: str, last: str = "") -> Stretch | None:
    """The provisions from ``first`` to ``last`` with all below them; one query.

    Args:
        last: "" for ``first`` alone.

    Returns:
        None where the edition has no such provisions, or they are the wrong way round.
    """
    rows = list(Provision.objects.filter(page_id=edition_id).order_by("order"))
    begin = next((i for i, row in enumerate(rows) if row.eid == first), None)
    until = next((i for i, row in enumerate(rows) if row.eid == (last or first)), None)
    if begin is None or until is None or until < begin:
        return None
    return Stretch(tuple(rows[begin : _end(rows, until)]))


def stretch_name(first: str, last: str = "") -> str:
    """How people call it: 第三条至第八条."""
    begin, end = place_words(first), place_words(last) if last else ""
    return f"{begin}至{end}" if end and end != begin else begin


def _end(rows: list[Provision], at: int) -> int:
    """The position behind the last provision that belongs to ``rows[at]``."""
    head = rows[at]
    for place in range(at + 1, len(rows)):
        if not _is_below(head, rows[place]):
            return place
    return len(rows)


def _is_below(head: Provision, row: Provision) -> bool:
    if head.kind not in FRAME_KINDS:
        return row.eid.startswith(f"{head.eid}-") and article_of(row.eid) == article_of(head.eid)
    if row.kind in FRAME_KINDS:
        return FRAME_KINDS.index(Kind(row.kind)) > FRAME_KINDS.index(Kind(head.kind))
    return row.kind not in (Kind.ATTACHMENT, Kind.CLOSING, Kind.ENCLOSURES)


def _is_point(row: Provision) -> bool:
    return row.kind == Kind.POINT and not row.parent_eid
