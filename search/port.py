"""What the portal asks of a search engine, whichever it is.

Analysis, query language, documents and highlighting live outside the engines; an engine stores tokens,
filters, ranks and counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from content.enums import Status
from search.enums import Remark
from search.queries import ParsedQuery, TypedStart

NO_START = 0
NO_END = 9999_12_31


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One provision as the index holds it; days are numbers like 20261124.

    ``valid_to`` is the first day it is no longer in force, NO_END where there is none; ``names`` are those of
    the rule beside its title; ``leads`` says that it is the first of its page and speaks for the whole;
    ``prior`` is the factor of its level of effect.
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
    valid_from: int = NO_START
    valid_to: int = NO_END
    repealed: bool = False
    names: tuple[str, ...] = ()
    leads: bool = False
    prior: float = 1.0

    def status_on(self, day: int) -> Status:
        """The status on a day given as a number like 20261124."""
        if day < self.valid_from:
            return Status.NOT_YET
        if day < self.valid_to:
            return Status.IN_FORCE
        return Status.REPEALED if self.repealed else Status.MODIFIED


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question to the index: words, who asks, which day, which filters (empty: no filter), which page."""

    parsed: ParsedQuery
    access_keys: tuple[str, ...]
    on: int
    statuses: frozenset[Status] = frozenset({Status.IN_FORCE})
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    issuing_bodies: frozenset[str] = frozenset()
    page: int = 1
    per_page: int = 10
    quotes: int = 3


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


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An answer: ``total`` provisions in ``pages_total`` portal pages, one screenful of them in ``groups``.

    ``page`` is the screenful shown (a number too high shows the last); facets are counted under the other
    filters.
    """

    groups: tuple[HitGroup, ...] = ()
    total: int = 0
    pages_total: int = 0
    page: int = 1
    facets: dict[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    ok: bool
    documents: int = 0
    detail: str = ""


class RebuildSession(Protocol):
    """An index being built apart; it replaces the current one when its context ends without an error."""

    def add(self, documents: Iterable[SearchDocument]) -> None: ...


class SearchIndex(Protocol):
    """A search engine behind the port."""

    def replace_page(self, page_id: int, documents: Iterable[SearchDocument]) -> None:
        """Put the documents of a page in place of those it had, in one step."""

    def remove_page(self, page_id: int) -> None:
        """Take a page out; nothing happens where it is not in the index."""

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer a query; a broken or missing index gives an empty answer with the remark UNAVAILABLE."""

    def suggest(self, query: SuggestQuery) -> tuple[SearchDocument, ...]:
        """What the viewer may mean, best first: leading documents of pages by their names, and articles by
        number; a broken or missing index gives none.
        """

    def count(self) -> int:
        """The number of documents."""

    def page_ids(self) -> frozenset[int]:
        """The pages that have documents in the index."""

    def health(self) -> Health:
        """Whether the index can be read."""

    def rebuilding(self) -> AbstractContextManager[RebuildSession]:
        """Build a new index while the current one goes on answering."""


class _NullSession:
    def add(self, documents: Iterable[SearchDocument]) -> None:
        for _document in documents:
            pass


class NullIndex:
    """Search switched off: takes everything, finds nothing."""

    def replace_page(self, page_id: int, documents: Iterable[SearchDocument]) -> None:  # noqa: ARG002
        return None

    def remove_page(self, page_id: int) -> None:  # noqa: ARG002
        return None

    def search(self, query: SearchQuery) -> SearchResult:  # noqa: ARG002
        return SearchResult(remarks=(Remark.UNAVAILABLE,))

    def suggest(self, query: SuggestQuery) -> tuple[SearchDocument, ...]:  # noqa: ARG002
        return ()

    def count(self) -> int:
        return 0

    def page_ids(self) -> frozenset[int]:
        return frozenset()

    def health(self) -> Health:
        return Health(ok=True, detail="search is switched off")

    @contextmanager
    def rebuilding(self) -> Iterator[RebuildSession]:
        yield _NullSession()


_ENGINES = {"tantivy": "search.engines.tantivy_index.TantivyIndex"}


def get_index() -> SearchIndex:
    """The search engine of this installation (settings SEARCH_ENGINE and SEARCH_INDEX_DIR)."""
    return _open_index(settings.SEARCH_ENGINE, Path(settings.SEARCH_INDEX_DIR), os.getpid())


@lru_cache(maxsize=8)
def _open_index(engine: str, directory: Path, _process: int) -> SearchIndex:
    # A forked worker opens its own: file handles and threads of the parent are not for sharing.
    if engine == "null":
        return NullIndex()
    index: SearchIndex = import_string(_ENGINES[engine])(directory)
    return index
