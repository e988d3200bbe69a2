"""From an answer of the index to what the result page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.enums import LevelOfEffect, Status
from search.analysis.articles import label_token
from search.analysis.folding import fold
from search.enums import PageKind
from search.exchange import FACETS, FacetCount, Facets, HitGroup, SearchDocument, SearchResult, SuggestQuery
from search.forms import SearchForm
from search.highlighting import highlight, snippet
from search.queries import QueryTerm

_PAGES_AROUND = 2
_SUGGESTED_WORDS = 40
_IN_FORCE_KINDS = frozenset({PageKind.RULE, PageKind.POLICY, PageKind.PROHIBITION})


@dataclass(frozen=True, slots=True)
class Quote:
    """One quoted provision; the texts are HTML with marks."""

    label: SafeString
    path: SafeString
    text: SafeString
    url: str


@dataclass(frozen=True, slots=True)
class ResultEntry:
    """One document with its quoted provisions."""

    title: SafeString
    edition: str
    url: str
    status: Status | None  # None for what is no rule and holds no force
    facts: tuple[str, ...]
    quotes: tuple[Quote, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A page, or with a ``label`` one article, that somebody may mean; ``status`` only where not in force."""

    title: SafeString
    label: str
    url: str
    status: Status | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: ``address`` puts it in or takes it out."""

    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the address without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int  # 0 stands for a gap
    address: str
    current: bool


def entries(result: SearchResult, terms: tuple[QueryTerm, ...]) -> list[ResultEntry]:
    """The documents found, marked."""
    return [_entry(group, terms) for group in result.groups]


def suggestions(
    documents: tuple[SearchDocument, ...], query: SuggestQuery, terms: tuple[QueryTerm, ...]
) -> list[Suggestion]:
    """The documents the index offers, as options."""
    return [_suggestion(document, query, terms) for document in documents]


def facets(counted: Facets, form: SearchForm) -> list[Facet]:
    """The facets with at least one value to choose."""
    choices = {name: _choices(name, counted.get(name, ()), form) for name in FACETS}
    return [Facet(name, facet_label(name), choices[name]) for name in FACETS if choices[name]]


def chips(form: SearchForm) -> list[Chip]:
    """The active filters; 现行有效 is one of them although nobody chose it."""
    return [
        Chip(value_label(facet, value), form.toggled(facet, value).address)
        for facet in FACETS
        for value in sorted(form.chosen(facet))
    ]


def page_links(form: SearchForm, current: int, last: int) -> list[PageLink]:
    """Links to the first, the last and the pages around the current one; a gap has the number 0."""
    shown = [n for n in range(1, last + 1) if n in {1, last} or abs(n - current) <= _PAGES_AROUND]
    links: list[PageLink] = []
    for number in shown:
        if links and number > links[-1].number + 1:
            links.append(PageLink(0, "", current=False))
        links.append(PageLink(number, form.on_page(number).address, current=number == current))
    return links


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


def value_label(facet: str, value: str) -> str:
    """What a reader calls a facet value."""
    known = {"kind": PageKind, "status": Status, "level": LevelOfEffect}.get(facet)
    return str(known(value).label) if known and value in known.values else value


def _choices(name: str, counts: tuple[FacetCount, ...], form: SearchForm) -> tuple[Choice, ...]:
    chosen = form.chosen(name)
    found = {item.value: item.count for item in counts}
    # A chosen value stays visible even where it finds nothing, or it could not be taken out here.
    values = list(found) + sorted(chosen - found.keys())
    return tuple(
        Choice(
            label=value_label(name, value),
            count=found.get(value, 0),
            chosen=value in chosen,
            address=form.toggled(name, value).address,
        )
        for value in values
    )


def _status(group: HitGroup) -> Status | None:
    """A case or a report is not “in force”; but one that was withdrawn as repealed says so."""
    speaks = group.document.kind in _IN_FORCE_KINDS or group.status is not Status.IN_FORCE
    return group.status if speaks else None


def _entry(group: HitGroup, terms: tuple[QueryTerm, ...]) -> ResultEntry:
    document = group.document
    facts = (value_label("kind", document.kind), value_label("level", document.level), document.issuing_body)
    return ResultEntry(
        title=highlight(document.title, terms, beside=document.path + document.text),
        edition=document.edition,
        url=document.page_url,
        status=_status(group),
        facts=tuple(fact for fact in (*facts, document.document_number) if fact),
        quotes=tuple(
            Quote(
                label=highlight(hit.document.label, terms),
                path=highlight(hit.document.path, terms, beside=hit.document.title + hit.document.text),
                text=snippet(hit.document.text, terms, beside=hit.document.title + hit.document.path),
                url=hit.document.url,
            )
            for hit in group.hits
            if hit.document.eid
        ),
        more=group.more,
    )


def _suggestion(document: SearchDocument, query: SuggestQuery, terms: tuple[QueryTerm, ...]) -> Suggestion:
    status = document.status_on(query.on)
    asked = query.typed.article
    is_article = bool(asked) and label_token(fold(document.label)) == asked
    facts: tuple[str, ...]
    if is_article:
        facts = (Truncator(document.text).chars(_SUGGESTED_WORDS),)
    else:
        facts = (value_label("kind", document.kind), document.edition, document.document_number)
    return Suggestion(
        title=highlight(document.title, terms, beside=document.label),
        label=document.label if is_article else "",
        url=document.url if is_article else document.page_url,
        status=None if status is Status.IN_FORCE else status,
        facts=tuple(fact for fact in facts if fact),
    )
