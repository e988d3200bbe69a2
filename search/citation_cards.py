"""From resolved citations to the cards above the results, and to the address a reader is taken to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.enums import Status
from content.selectors.articles import place_words
from content.selectors.catalogue import count_articles, words_of_line
from content.selectors.citations import article_of
from search.enums import Found
from search.exchange import SearchDocument
from search.selectors.citation_box import CitationAnswer, CitedPlace

ARRIVED = "cited"  # the parameter that makes a page offer the full-text search instead
_EXCERPT = 160
_MOST_TYPED = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One of several rules of a name, or of several editions."""

    title: str
    url: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitationCard:
    """One citation; ``message`` says what is not as it was typed, ``options`` are to choose among.

    ``url`` is "" where the options are all there is.
    """

    title: str
    place: str
    url: str
    edition: str
    status: Status | None
    text: str = ""
    message: str = ""
    options: tuple[Option, ...] = ()


def cards(answer: CitationAnswer, *, on: int) -> list[CitationCard]:
    """The cards of an answer; a query or two where a 款 is quoted or articles are counted."""
    return [_card(place, on) for place in answer.places]


def address_of(place: CitedPlace, typed: str) -> str:
    """The place with what was typed, so that its page can lead back to the full-text search."""
    path, mark, fragment = place.url.partition("#")
    words = typed.encode("utf-8", "ignore").decode("utf-8")[:_MOST_TYPED]
    return f"{path}?{urlencode({ARRIVED: words})}{mark}{fragment}"


def _card(place: CitedPlace, on: int) -> CitationCard:
    document = place.document
    several = place.found is Found.SEVERAL
    shown = place.found in {Found.PLACE, Found.NO_LINE, Found.UNCLEAR_LINE}
    return CitationCard(
        title=document.title,
        place=_place_words(place),
        url="" if several else place.url,
        edition="" if several else document.edition,
        status=None if several else document.status_on(on),
        text=_excerpt(place) if shown else "",
        message=_message(place),
        options=tuple(_option(choice) for choice in place.choices),
    )


def _place_words(place: CitedPlace) -> str:
    if not place.eid or place.found is Found.NO_EDITION:
        return ""
    if place.found in {Found.NO_LINE, Found.UNCLEAR_LINE}:
        return place_words(article_of(place.eid))
    words = place_words(place.eid)
    if place.found is Found.NO_ARTICLE:
        return ""
    return (
        _("{first}至{last}").format(first=words, last=place_words(place.through)) if place.through else words
    )


def _message(place: CitedPlace) -> str:
    title, words = place.document.title, place_words(place.eid) if place.eid else ""
    if place.found is Found.NO_ARTICLE:
        return _without_article(place)
    if place.found is Found.NO_LINE:
        return _("《{title}》没有{place}，以下是该条全文。").format(title=title, place=words)
    if place.found is Found.UNCLEAR_LINE:
        return _("这一条有几款都列有这一项，请写明第几款，或者在条文中查看。")
    if place.found is Found.NO_EDITION:
        return _("库中没有《{title}》{year}年的版本。").format(title=title, year=place.year)
    if place.found is Found.SEVERAL:
        return _("有几份规则叫这个名称，请选择：")
    return ""


def _without_article(place: CitedPlace) -> str:
    words = {"title": place.document.title, "article": place_words(article_of(place.eid))}
    count = count_articles(place.document.page_id)
    said = _("《{title}》没有{article}，共 {count} 条。") if count else _("《{title}》没有{article}。")
    elsewhere = _("其他版本中的这一条：") if place.choices else ""
    return said.format(**words, count=count) + elsewhere


def _excerpt(place: CitedPlace) -> str:
    document = place.document
    line = place.found is Found.PLACE and place.eid not in {"", document.eid}
    words = words_of_line(document.page_id, place.eid) if line else ""
    return str(Truncator(words or document.text).chars(_EXCERPT))


def _option(document: SearchDocument) -> Option:
    facts = (document.label, document.edition, document.issuing_body, document.region)
    has_article = bool(document.label)
    return Option(
        title=document.title,
        url=document.url if has_article else document.page_url,
        facts=tuple(fact for fact in facts if fact),
    )
