"""What the portal and a search engine say to each other: documents, questions, answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import NamedTuple

from content.enums import Status
from search.enums import Remark, Sort
from search.queries import ParsedQuery, TypedStart

NO_START = 0
NO_END = 9999_12_31
MAX_GUESSES = 300  # provisions that are looked at where not every word is found
MAX_PAGES = 1_000  # documents that can be paged through


def day_number(day: date) -> int:
    """A day as a number that sorts: 2026-11-24 is 20261124."""
    return day.year * 10_000 + day.month * 100 + day.day


def date_of(day: int) -> date:
    """The day of such a number."""
    return date(day // 10_000, day // 100 % 100, day % 100)


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One provision as the index holds it; days are numbers like 20261124.

    ``valid_to`` is the first day it is no longer in force, NO_END where there is none; ``names`` are those of
    the rule beside its title; ``leads`` says that it is the first of its page and speaks for the whole;
    ``prior`` is the factor of its level of effect; ``published_on`` is 0 where no day is known; ``items`` are
    the prohibition items it belongs to (page number of the list and number of the item: 12-3);
    ``questions`` are common questions (常见问法) that editors attached to it.
    """

    page_id: int
    eid: str
    kind: str
    title: str
    label: str
    path: str
    text: str
    url: str
    page_url: str
    access_key: str
    order: int = 0
    rule_id: int | None = None
    edition: str = ""
    level: str = ""
    issuing_body: str = ""
    region: str = ""
    document_number: str = ""
    year: int = 0
    published_on: int = 0
    valid_from: int = NO_START
    valid_to: int = NO_END
    repealed: bool = False
    names: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    leads: bool = False
    prior: float = 1.0

    @property
    def key(self) -> str:
        """What tells it from every other document."""
        return f"{self.page_id}:{self.eid}"

    @property
    def mark(self) -> DocumentMark:
        """What tells this state of it from every other; the engine stores it beside the document."""
        values = [getattr(self, name) for name in _MARKED]
        return DocumentMark(_digest(repr(values)), access_digest(self.access_key))

    def facet(self, name: str, day: int) -> tuple[str, ...]:
        """Its values of a facet of ``FACETS`` on a day."""
        if name == "status":
            return (self.status_on(day).value,)
        if name == "item":
            return self.items
        value = getattr(self, name)
        return (str(value),) if value else ()

    def status_on(self, day: int) -> Status:
        """The status on a day given as a number like 20261124."""
        return status_on(day, self.valid_from, self.valid_to, repealed=self.repealed)


def status_on(day: int, valid_from: int, valid_to: int, *, repealed: bool) -> Status:
    """The status on a day of what holds from one day until before another; days as numbers."""
    if day < valid_from:
        return Status.NOT_YET
    if day < valid_to:
        return Status.IN_FORCE
    return Status.REPEALED if repealed else Status.MODIFIED


class DocumentMark(NamedTuple):
    """Digests of 63 bits: of a document's key with all its words and facts, and of its access key."""

    version: int
    access: int


def sorted_marks(marks: Mapping[int, Iterable[DocumentMark]]) -> dict[int, tuple[DocumentMark, ...]]:
    """Marks by page in the order in which they are compared."""
    return {page_id: tuple(sorted(own)) for page_id, own in marks.items()}


_MARKED = tuple(item.name for item in fields(SearchDocument) if item.name != "access_key")


def access_digest(access_key: str) -> int:
    """The digest of an access key as the marks hold it."""
    return _digest(access_key)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) >> 1


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question to the index: words, who asks, which day, which filters (empty: no filter), which page.

    Within a filter one of the values is enough; the filters hold together.
    """

    parsed: ParsedQuery
    access_keys: tuple[str, ...]
    on: int
    statuses: frozenset[Status] = frozenset({Status.IN_FORCE})
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    issuing_bodies: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    items: frozenset[str] = frozenset()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 10
    quotes: int = 3

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, or nobody asks."""
        return self.parsed.is_empty or not self.access_keys


# The facets in the order of the result page, each with the filter of SearchQuery that it sets; every engine
# counts exactly these.
FACETS = {
    "kind": "kinds",
    "status": "statuses",
    "level": "levels",
    "issuing_body": "issuing_bodies",
    "region": "regions",
    "year": "years",
    "item": "items",
}


@dataclass(frozen=True, slots=True)
class SuggestQuery:
    """What stands in the search box, who types, which day.

    A former edition is not offered: the one that replaced it is.
    """

    typed: TypedStart
    access_keys: tuple[str, ...]
    on: int
    statuses: frozenset[Status] = frozenset({Status.IN_FORCE, Status.NOT_YET, Status.REPEALED})
    limit: int = 8

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, or nobody asks."""
        return self.typed.is_empty or not self.access_keys


@dataclass(frozen=True, slots=True)
class LookUp:
    """Documents known by name: those of a rule with one of the ``names`` (squeezed, as
    ``analysis.names`` makes them), with a name in which ``syllables`` follow one another, or with the
    document number token ``number``.

    With ``article`` (a token of ``analysis.articles``) the articles of that number, else the documents that
    lead their pages. Every edition, whatever its status.
    """

    access_keys: tuple[str, ...]
    names: tuple[str, ...] = ()
    syllables: tuple[str, ...] = ()
    number: str = ""
    article: str = ""
    limit: int = 50

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, or nobody asks."""
        return not self.access_keys or not (self.names or self.syllables or self.number)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A provision that answers the question."""

    document: SearchDocument
    score: float


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The hits of one page, best first; ``total`` counts also those not quoted."""

    hits: tuple[SearchHit, ...]
    total: int
    status: Status

    @property
    def document(self) -> SearchDocument:
        return self.hits[0].document

    @property
    def more(self) -> int:
        return self.total - len(self.hits)


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


Facets = dict[str, tuple[FacetCount, ...]]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An answer: ``total`` provisions in ``pages_total`` portal pages, one screenful of them in ``groups``.

    ``page`` is the screenful shown (a number too high shows the last). Not more than ``MAX_PAGES`` pages are
    counted and shown; among very many provisions their number is an estimate. With the remark ANY_WORD only
    the best ``MAX_GUESSES`` provisions are looked at, and totals are of those.
    """

    groups: tuple[HitGroup, ...] = ()
    total: int = 0
    pages_total: int = 0
    page: int = 1
    remarks: tuple[Remark, ...] = ()

    def remarked(self, query: SearchQuery, *, is_guess: bool) -> SearchResult:
        """The same with what the reader should know of how the query was answered."""
        remarks = [Remark.ANY_WORD] if is_guess and self.total else []
        remarks += [Remark.TRUNCATED] if query.parsed.truncated else []
        return replace(self, remarks=tuple(remarks))


@dataclass(frozen=True, slots=True)
class Health:
    ok: bool
    documents: int = 0
    bytes: int = 0  # on disk
    detail: str = ""
