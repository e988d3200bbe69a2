"""The stretches of a page in which citations are looked for."""

from __future__ import annotations

from dataclasses import dataclass

from content.citing.places import Position
from content.citing.rule_text import positions
from content.grammar.tree import Kind
from content.models import BasePage, EditionPage, PolicyPage, ProhibitionListPage, Provision

CITING_KINDS = frozenset({Kind.PREAMBLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM, Kind.POINT, Kind.CLOSING})


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its stable id and, in a rule, its place in the rule."""

    eid: str
    text: str
    at: Position | None = None


def passages_of(page: BasePage) -> list[Passage]:
    """Every passage of a published page, in reading order; one or two queries."""
    if isinstance(page, ProhibitionListPage):
        return [Passage(item.eid, item.legal_basis) for item in page.items.all() if item.legal_basis]
    if isinstance(page, EditionPage | PolicyPage):
        return _of_provisions(page)
    return []


def _of_provisions(page: BasePage) -> list[Passage]:
    rows = Provision.objects.filter(page_id=page.pk).only("eid", "kind", "text").order_by("order")
    in_rule = isinstance(page, EditionPage)
    return [
        Passage(row.eid, row.text, position if in_rule else None)
        for row, position in positions(rows)
        if row.kind in CITING_KINDS and row.text
    ]
