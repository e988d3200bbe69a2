"""Prohibition lists: their items, what each rests on, and how the generations answer one another.

There are few of them and every page of a case, a material or an item reads them, so what was read is
kept until something changes, for all who may read the same (``hidden_paths``). Nobody may change the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common import generation
from common.numerals import write_numeral
from content.enums import ListingKind, Sanction
from content.models import ItemCorrespondence, ProhibitionItem, ProhibitionListPage
from content.selectors.citations import links_of
from content.selectors.item_uses import articles_of_items, count_lines
from content.selectors.reading import BasisLine, basis_lines
from content.selectors.visibility import hidden_paths, reachable_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_Key = tuple[int, int]  # list, number of the item


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One item in a list; ``place`` is how people count it (第二条, 17个不准第三条)."""

    item: ProhibitionItem
    url: str
    place: str
    numeral: str
    basis_count: int = 0
    case_count: int = 0
    course_count: int = 0


@dataclass(frozen=True, slots=True)
class Counterpart:
    """An item with the list it stands in."""

    page: ProhibitionListPage
    entry: ItemEntry


@dataclass(frozen=True, slots=True)
class SanctionFacet:
    """One way of dealing with violations, and the items of all lists that prescribe it."""

    sanction: Sanction
    items: tuple[Counterpart, ...]


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """One item with everything its page shows."""

    entry: ItemEntry
    basis: tuple[BasisLine, ...]
    counterparts: tuple[Counterpart, ...]
    earlier: ItemEntry | None
    later: ItemEntry | None


@dataclass(frozen=True, slots=True)
class Generations:
    """The lists side by side: ``rows`` holds for each list the items on one matter."""

    lists: tuple[ProhibitionListPage, ...]
    rows: tuple[tuple[tuple[ItemEntry, ...], ...], ...]


def list_prohibition_lists(*, user: User | AnonymousUser) -> list[ProhibitionListPage]:
    """The lists ``user`` may read, the earliest first; at most one query."""
    lists = reachable_pages(user, ProhibitionListPage.objects.all()).order_by("year", "path")
    return list(generation.keep(("content.lists", hidden_paths(user)), lambda: tuple(lists)))


def get_front_list(*, user: User | AnonymousUser) -> ProhibitionListPage | None:
    """The list the campaign is taught by: the latest of those marked for the menu."""
    marked = reachable_pages(user, ProhibitionListPage.objects.filter(show_in_menus=True))
    return generation.keep(
        ("content.front_list", hidden_paths(user)), lambda: marked.order_by("-year", "path").first()
    )


def list_items(page: ProhibitionListPage, *, user: User | AnonymousUser) -> list[ItemEntry]:
    """The items of a list with the numbers of their articles, cases and courses; at most three queries.

    An article counts once, in however many editions it is cited.
    """
    basis = articles_of_items(page, user=user)
    counts = count_lines(page, user=user)
    cases, courses = counts[ListingKind.CASE], counts[ListingKind.COURSE]
    return [
        replace(
            entry,
            basis_count=len({(rule, article) for rule, _edition, article in basis.get(entry.item.eid, ())}),
            case_count=cases.get(entry.item.number, 0),
            course_count=courses.get(entry.item.number, 0),
        )
        for entry in list_entries(page)
    ]


def list_draft_items(page: ProhibitionListPage) -> list[ItemEntry]:
    """The items a draft holds, stored or not, as a preview shows them: nothing is counted for it yet."""
    return _entries(page, page.items.all())


def list_entries(page: ProhibitionListPage) -> list[ItemEntry]:
    """The items of a list without their counts; at most one query."""
    return list(_entries_of([page])[page.pk].values())


def find_items(keys: Iterable[tuple[int, int]], *, user: User | AnonymousUser) -> list[Counterpart]:
    """The items that pairs of list and number name, in the order given; only of lists ``user`` may reach.

    A number its list does not have is passed over; a fixed number of queries.
    """
    wanted = list(keys)
    if not wanted:
        return []
    named = ProhibitionListPage.objects.filter(pk__in={pk for pk, _number in wanted})
    lists = {page.pk: page for page in reachable_pages(user, named)}
    entries = _entries_of(list(lists.values()))
    return [
        Counterpart(lists[key[0]], entries[key[0]][key])
        for key in wanted
        if key[0] in lists and key in entries[key[0]]
    ]


def get_item(page: ProhibitionListPage, number: int, *, user: User | AnonymousUser) -> ItemDetail | None:
    """One item of a list; None where the list has no such number."""
    others = [other for other in list_prohibition_lists(user=user) if other.pk != page.pk]
    items = _entries_of([page, *others])
    entries = list(items[page.pk].values())
    at = next((i for i, entry in enumerate(entries) if entry.item.number == number), None)
    if at is None:
        return None
    item = entries[at].item
    return ItemDetail(
        entry=entries[at],
        basis=basis_lines(item.legal_basis, links_of(page, user=user, eids=[item.eid]).get(item.eid, ())),
        counterparts=_counterparts((page.pk, number), others, items),
        earlier=entries[at - 1] if at else None,
        later=entries[at + 1] if at + 1 < len(entries) else None,
    )


def get_generations(*, user: User | AnonymousUser) -> Generations:
    """Every readable list with its items, brought together by their correspondences.

    The rows follow the list the campaign is taught by; what it has no item for comes after, by year.
    """
    lists = list_prohibition_lists(user=user)
    items = _entries_of(lists)
    partners = _partners({key for entries in items.values() for key in entries})
    front = next((page for page in reversed(lists) if page.show_in_menus), None)
    order = ([front] if front else []) + [page for page in lists if page is not front]
    shown: set[_Key] = set()
    rows = []
    for page in order:
        for key in items[page.pk]:
            if key in shown:
                continue
            row = {key, *partners[key]}
            shown |= row
            rows.append(tuple(_cell(row, other, items[other.pk]) for other in lists))
    return Generations(tuple(lists), tuple(rows))


def list_sanctions(*, user: User | AnonymousUser) -> list[SanctionFacet]:
    """The sanctions some readable item prescribes with those items, the latest list first; two queries."""
    lists = list_prohibition_lists(user=user)
    items = _entries_of(lists)
    found: dict[str, list[Counterpart]] = defaultdict(list)
    for page in reversed(lists):
        for entry in items[page.pk].values():
            for code in entry.item.sanctions:
                found[code].append(Counterpart(page, entry))
    return [SanctionFacet(known, tuple(found[known])) for known in Sanction if found[known]]


def _cell(row: set[_Key], page: ProhibitionListPage, entries: dict[_Key, ItemEntry]) -> tuple[ItemEntry, ...]:
    return tuple(entries[key] for key in sorted(row) if key[0] == page.pk)


def _counterparts(
    item: _Key, others: list[ProhibitionListPage], items: dict[int, dict[_Key, ItemEntry]]
) -> tuple[Counterpart, ...]:
    wanted = _partners({key for entries in items.values() for key in entries})[item]
    return tuple(
        Counterpart(other, entry)
        for other in others
        for key, entry in items[other.pk].items()
        if key in wanted
    )


def _partners(known: set[_Key]) -> dict[_Key, set[_Key]]:
    """Which items correspond, read in both directions whichever of the two lists says so; one query."""
    partners: dict[_Key, set[_Key]] = defaultdict(set)
    rows = ItemCorrespondence.objects.values_list(
        "item__page_id", "item__number", "target_list_id", "target_number"
    )
    for page, number, target, target_number in generation.keep("content.partners", lambda: tuple(rows)):
        one, other = (page, number), (target, target_number)
        if one in known and other in known and page != target:
            partners[one].add(other)
            partners[other].add(one)
    return partners


def _entries_of(lists: list[ProhibitionListPage]) -> dict[int, dict[_Key, ItemEntry]]:
    by_list: dict[int, list[ProhibitionItem]] = defaultdict(list)
    pks = tuple(sorted(page.pk for page in lists))
    items = ProhibitionItem.objects.filter(page_id__in=pks).order_by("sort_order", "number")
    for item in generation.keep(("content.items", pks), lambda: tuple(items)):
        by_list[item.page_id].append(item)
    return {
        page.pk: {(page.pk, entry.item.number): entry for entry in _entries(page, by_list[page.pk])}
        for page in lists
    }


def _entries(page: ProhibitionListPage, items: Iterable[ProhibitionItem]) -> list[ItemEntry]:
    entries = []
    in_group: dict[str, int] = defaultdict(int)
    base = page.url or ""
    for item in items:
        in_group[item.group] += 1
        # Where a list has several parts people count within the part.
        number = in_group[item.group] if item.group else item.number
        place = _("{group}第{number}条").format(group=item.group, number=write_numeral(number))
        url = f"{base}{item.eid}/"
        entries.append(ItemEntry(item, url, place, write_numeral(number)))
    return entries
