"""The stretches of a page in which citations are looked for."""

from __future__ import annotations

from dataclasses import dataclass

from content.citing.places import Position
from content.grammar.tree import Kind
from content.models import BasePage, EditionPage, PolicyPage, ProhibitionListPage, Provision

CITING_KINDS = frozenset({Kind.PREAMBLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM, Kind.POINT, Kind.CLOSING})


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its stable id and, in a rule of articles, its place in the rule."""

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
    rows = Provision.objects.filter(page_id=page.pk, kind__in=CITING_KINDS).exclude(text="").order_by("order")
    in_rule = isinstance(page, EditionPage)
    return [Passage(row.eid, row.text, position_of(row.eid) if in_rule else None) for row in rows]


def position_of(eid: str) -> Position | None:
    """Where in its rule a provision is: art-10-1-para-2-item-3 is article (10, 1), paragraph 2, item 3."""
    words = eid.partition("~")[0].split("-")
    if words[0] != "art":
        return Position()
    numbers: dict[str, list[int]] = {}
    name = ""
    for word in words:
        if word.isdigit():
            numbers[name].append(int(word))
        else:
            name = word
            numbers[name] = []
    level = {name: values[0] for name, values in numbers.items() if values}
    return Position(
        article=tuple(numbers["art"]),
        paragraph=level.get("para", 0),
        item=level.get("item", 0),
        subitem=level.get("sub", 0),
    )
