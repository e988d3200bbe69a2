"""Where quiz items rest: links for learners, lists for those who keep the items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from common.numerals import write_numeral
from content.addressing import page_at
from content.enums import CitationState
from content.models import BasePage, ProhibitionListPage
from content.selectors.citations import provision_url
from content.selectors.reading import BasisLine, Link, basis_lines
from content.selectors.visibility import closed_paths, with_visible
from training.models import ItemCitation

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Sources:
    """What an item rests on: provisions, and the item of a prohibition list with its address."""

    basis: tuple[BasisLine, ...] = ()
    item_label: str = ""
    item_url: str = ""


def sources_of(questions: Collection[Mapping[str, Any]], *, user: User) -> dict[int, Sources]:
    """By item: the sources of frozen questions, linked where ``user`` may read them; two queries.

    Where an item's basis was rewritten since, the frozen one is shown without links.
    """
    links = _links([question["item"] for question in questions], user)
    lists = _lists({question["list"] for question in questions if question["list"]}, user)
    found = {}
    for question in questions:
        typed, rows = links.get(question["item"], ("", []))
        lines = basis_lines(question["basis"], rows if typed == question["basis"] else [])
        label, url = _item_of(question, lists)
        found[question["item"]] = Sources(lines if question["basis"] else (), label, url)
    return found


def _links(items: Collection[int], user: User) -> dict[int, tuple[str, list[Link]]]:
    rows = ItemCitation.objects.filter(
        item__in=items, state=CitationState.RESOLVED, target_edition__isnull=False
    ).values_list(
        "item_id",
        "item__basis",
        "start",
        "end",
        "target_eid",
        "target_edition_id",
        "target_edition__path",
        "target_edition__url_path",
        "target_edition__live",
    )
    closed = closed_paths(user)
    texts: dict[int, str] = {}
    links: dict[int, list[Link]] = defaultdict(list)
    for item, basis, start, end, eid, page, path, address, live in rows:
        texts[item] = basis
        if live and not path.startswith(closed):
            links[item].append(Link(start, end, provision_url(page_at(BasePage, page, address), eid)))
    return {item: (basis, links[item]) for item, basis in texts.items()}


def _lists(pks: Collection[int], user: User) -> dict[int, ProhibitionListPage]:
    if not pks:
        return {}
    rows = with_visible(user, ProhibitionListPage.objects.filter(pk__in=pks), "basepage_ptr")
    return {page.pk: page for page in rows}


def _item_of(question: Mapping[str, Any], lists: dict[int, ProhibitionListPage]) -> tuple[str, str]:
    page = lists.get(question["list"] or 0)
    if page is None:
        return "", ""
    if not question["number"]:
        return page.title, page.url or ""
    label = f"{page.title}第{write_numeral(question['number'])}条"
    return label, f"{page.url}item-{question['number']}/"
