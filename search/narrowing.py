"""The ways from one result page to others: facets, chips, orders, screenfuls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.enums import LevelOfEffect, Status
from search.enums import PageKind, Sort
from search.exchange import FACETS, FacetCount, Facets
from search.forms import SearchForm
from search.language.conditions import Filters
from search.rewriting import write
from search.selectors.helping import Help

SHOWN = 8  # values of a facet that are open to the eye
MOST = 50  # values of a facet at all
NO_FILTERS = Filters()
_PAGES_AROUND = 2
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: ``address`` puts it in or takes it out."""

    value: str
    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """``choices`` are shown, ``rest`` is folded away."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    rest: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another state of the page; ``current`` is the one shown."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A search near to this one and how many provisions it finds."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int  # 0 stands for a gap
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """Screenfuls to go to; ``earlier`` and ``later`` are "" at the ends."""

    links: tuple[PageLink, ...]
    earlier: str
    later: str


def facets(
    counted: Facets, form: SearchForm, items: Mapping[str, str], typed: Filters = NO_FILTERS
) -> list[Facet]:
    """The facets with at least one value to choose.

    Args:
        counted: what the index counted.
        form: the search shown.
        items: labels of the prohibition items the viewer may read; others are not offered.
        typed: conditions in the search box; a value beside them would find nothing and is not offered.
    """
    if _is_replaced(form, typed):
        form = form.only("status", ())
    allowed = _allowed(typed)
    found = [_facet(name, _kept(counted.get(name, ()), allowed.get(name)), form, items) for name in FACETS]
    return [facet for facet in found if facet.choices]


def chips(form: SearchForm, items: Mapping[str, str], typed: Filters = NO_FILTERS) -> list[Link]:
    """The active filters, each with the address without it.

    现行有效 is one of them although nobody chose it, but not where 效力: is typed.
    """
    replaced = _is_replaced(form, typed)
    return [
        Link(value_label(facet, value, items), form.toggled(facet, value).address)
        for facet in FACETS
        if not (replaced and facet == "status")
        for value in sorted(form.chosen(facet))
    ]


def cleared(form: SearchForm) -> SearchForm:
    """The same words in the same order, as if nobody had filtered."""
    return SearchForm(typed=form.typed, sort=form.sort, full=form.full)


def is_narrowed(form: SearchForm) -> bool:
    """Whether somebody has chosen a filter."""
    return cleared(form) != form.on_page(1)


def sorts(form: SearchForm) -> list[Link]:
    """The orders one may choose."""
    return [
        Link(str(sort.label), replace(form, sort=sort, page=1).address, current=sort is form.sort)
        for sort in Sort
    ]


def pager(form: SearchForm, current: int, last: int) -> Pager | None:
    """Ways to the first, the last and the screenfuls around the current one; None where there is but one."""
    if last <= 1:
        return None
    shown = [n for n in range(1, last + 1) if n in {1, last} or abs(n - current) <= _PAGES_AROUND]
    links: list[PageLink] = []
    for number in shown:
        if links and number > links[-1].number + 1:
            links.append(PageLink(0, "", current=False))
        links.append(PageLink(number, form.on_page(number).address, current=number == current))
    return Pager(
        tuple(links),
        earlier=form.on_page(current - 1).address if current > 1 else "",
        later=form.on_page(current + 1).address if current < last else "",
    )


def ways_out(form: SearchForm, found: Help) -> list[Way]:
    """Searches near to one that found nothing with every word; those that keep the words first."""
    ways = []
    if form.statuses and found.any_status:
        ways.append(Way(_("不限效力状态"), found.any_status, form.only("status", ()).address))
    if found.unfiltered > found.any_status:
        everywhere = replace(cleared(form), statuses=frozenset())
        ways.append(Way(_("去掉全部筛选"), found.unfiltered, everywhere.address))
    for dropped in found.dropped:
        label = _("去掉“%(word)s”") % {"word": Truncator(write(dropped.term)).chars(_LONGEST)}
        ways.append(Way(label, dropped.total, replace(form, typed=dropped.typed, page=1).address))
    return ways


def facet_label(name: str) -> str:
    """What a reader calls a facet."""
    labels = {
        "kind": _("类型"),
        "status": _("效力"),
        "level": _("效力层级"),
        "issuing_body": _("制定机关"),
        "region": _("地区"),
        "year": _("年份"),
        "item": _("严禁事项"),
    }
    return labels[name]


def value_label(facet: str, value: str, items: Mapping[str, str] | None = None) -> str:
    """What a reader calls a facet value."""
    if facet == "item":
        return (items or {}).get(value, value)
    if facet == "year":
        return _("%(year)s 年") % {"year": value}
    known = {"kind": PageKind, "status": Status, "level": LevelOfEffect}.get(facet)
    return str(known(value).label) if known and value in known.values else value


def _is_replaced(form: SearchForm, typed: Filters) -> bool:
    """Whether a typed 效力: stands in the place of 现行有效, which nobody may have chosen."""
    return bool(typed.statuses) and form.statuses == {Status.IN_FORCE.value}


def _allowed(typed: Filters) -> dict[str, frozenset[str]]:
    """The values that typed conditions leave, by facet."""
    conditions = {"kind": typed.kinds, "status": typed.statuses, "year": typed.years}
    return {name: frozenset(map(str, values)) for name, values in conditions.items() if values}


def _kept(counts: tuple[FacetCount, ...], allowed: frozenset[str] | None) -> tuple[FacetCount, ...]:
    return counts if allowed is None else tuple(count for count in counts if count.value in allowed)


def _facet(name: str, counts: tuple[FacetCount, ...], form: SearchForm, items: Mapping[str, str]) -> Facet:
    chosen = form.chosen(name)
    found = {item.value: item.count for item in counts if name != "item" or item.value in items}
    values = _ordered(name, found, items)[:MOST]
    # A chosen value stays visible even where it finds nothing, or it could not be taken out here.
    values += sorted(chosen - {*values})
    choices = [
        Choice(
            value=value,
            label=value_label(name, value, items),
            count=found.get(value, 0),
            chosen=value in chosen,
            address=form.toggled(name, value).address,
        )
        for value in values
    ]
    # One value more is shown rather than folded away alone.
    first = len(choices) if len(choices) <= SHOWN + 1 else SHOWN
    open_to_the_eye = [choice for place, choice in enumerate(choices) if place < first or choice.chosen]
    return Facet(
        name,
        facet_label(name),
        tuple(open_to_the_eye),
        tuple(choice for choice in choices if choice not in open_to_the_eye),
    )


def _ordered(name: str, found: Mapping[str, int], items: Mapping[str, str]) -> list[str]:
    """The most frequent first; years from the latest, states in their own order."""
    if name == "status":
        return [status.value for status in Status if status.value in found]
    if name == "year":
        return sorted(found, reverse=True)
    return sorted(found, key=lambda value: (-found[value], value_label(name, value, items)))
