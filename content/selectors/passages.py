"""The stretches of a page in which citations are looked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags

from content.citing.places import Position
from content.citing.rule_text import positions
from content.grammar.tree import Kind
from content.models import (
    BasePage,
    CasePage,
    EditionPage,
    MaterialPage,
    PolicyPage,
    ProhibitionListPage,
    Provision,
)
from content.offered import kind_of

CITING_KINDS = frozenset(
    {
        Kind.PREAMBLE,
        Kind.PARAGRAPH,
        Kind.ITEM,
        Kind.SUBITEM,
        Kind.POINT,
        Kind.ENCLOSURES,
        Kind.CLOSING,
    }
)

# Where citations stand in a page that has no provisions; such a place has no address of its own.
FACTS, BASIS, WARNING, BODY = "facts", "basis", "warning", "body"
# Provisions a page names by choosing them.
STRETCH = "stretch"
WITHOUT_ADDRESS = frozenset({FACTS, BASIS, WARNING, BODY, STRETCH})
# Kinds of pages of this package whose citations are derived on publication.
Citing = EditionPage | PolicyPage | ProhibitionListPage | CasePage | MaterialPage
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote)>|<(?:br|hr)\s*/?>", re.IGNORECASE)


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
    if isinstance(page, CasePage):
        return _filled((FACTS, page.facts), (BASIS, page.broken_rules), (WARNING, page.warning))
    if isinstance(page, MaterialPage):
        return _filled((BODY, plain_text(page.body)), (BASIS, page.basis))
    offered = kind_of(page)
    return _filled(*offered.passages(page)) if offered else []


def cites(page: BasePage) -> bool:
    """Whether citations are looked for in pages of this kind."""
    return isinstance(page, Citing) or kind_of(page) is not None


def plain_text(body: str) -> str:
    """The words of a formatted text, a block each line."""
    words = unescape(strip_tags(_BLOCK_END.sub("\n", body)))
    return "\n".join(line for line in (line.strip() for line in words.split("\n")) if line)


def _filled(*fields: tuple[str, str]) -> list[Passage]:
    return [Passage(eid, text) for eid, text in fields if text]


def _of_provisions(page: BasePage) -> list[Passage]:
    rows = Provision.objects.filter(page_id=page.pk).only("eid", "kind", "text").order_by("order")
    in_rule = isinstance(page, EditionPage)
    return [
        Passage(row.eid, row.text, position if in_rule else None)
        for row, position in positions(rows)
        if row.kind in CITING_KINDS and row.text
    ]
