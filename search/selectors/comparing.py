"""How the index differs from what is published: (page, versions, access) side by side, batch by batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from common.jobs import JobName
from common.models import Job, JobStatus
from content.models import BasePage
from content.selectors.indexing import list_indexable_page_ids, list_indexable_pages
from search.exchange import DocumentMark, SearchDocument
from search.port import SearchIndex
from search.selectors.indexable import documents_of

PAGES_AT_ONCE = 200
_END = 2**63 - 1
_WAITING = (JobStatus.PENDING, JobStatus.RUNNING)
Marks = dict[int, tuple[DocumentMark, ...]]
Documents = dict[int, tuple[SearchDocument, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """The pages of a batch that differ, by kind, and how many pages and documents were compared."""

    missing: frozenset[int] = frozenset()
    stale: frozenset[int] = frozenset()
    ghosts: frozenset[int] = frozenset()
    wrong_access: frozenset[int] = frozenset()
    pages: int = 0
    documents: int = 0

    @property
    def page_ids(self) -> frozenset[int]:
        return self.missing | self.stale | self.ghosts | self.wrong_access


def wanted_documents(page_ids: Collection[int], *, on: date) -> Documents:
    """What the index should hold of these pages on a day; empty for one it should not hold."""
    found = documents_of(list_indexable_pages(page_ids), on=on)
    return {page_id: found.get(page_id, ()) for page_id in page_ids}


def compare_after(index: SearchIndex, after: int, *, on: date) -> tuple[Difference, int | None]:
    """Compare the next pages with a greater number than ``after``.

    Args:
        on: today: a text that ended this morning is stale until it was turned (``search.services.turning``).

    Returns:
        The difference, and the last page compared; None where there are no more.
    """
    # The index first: what is published in between is newer than it, never older.
    held = index.marks(after=after, limit=PAGES_AT_ONCE)
    published = list_indexable_page_ids(after=after, limit=PAGES_AT_ONCE)
    if not held and not published:
        return Difference(), None
    # Neither side may be judged beyond where the other one was read.
    last = min(
        max(held) if len(held) == PAGES_AT_ONCE else _END,
        published[-1] if len(published) == PAGES_AT_ONCE else _END,
    )
    if last == _END:
        last = max([*held, *published])
    wanted = wanted_documents(sorted(page for page in {*held, *published} if page <= last), on=on)
    return _difference(index, wanted, held, on=on), last


def _difference(index: SearchIndex, wanted: Documents, held: Marks, *, on: date) -> Difference:
    suspects = {page_id for page_id, own in wanted.items() if _marks(own) != held.get(page_id, ())}
    suspects -= _waiting_among(suspects)
    # A second look: a job may have brought a page up to date between the two readings.
    held_now = index.marks(after=min(suspects) - 1, limit=2 * PAGES_AT_ONCE) if suspects else {}
    wanted_now = wanted_documents(sorted(suspects), on=on)
    kinds: dict[str, set[int]] = {"missing": set(), "stale": set(), "ghosts": set(), "wrong_access": set()}
    for page_id, own in wanted_now.items():
        kind = _kind(_marks(own), held_now.get(page_id, ()))
        if kind:
            kinds[kind].add(page_id)
    return Difference(
        pages=len(wanted),
        documents=sum(map(len, wanted.values())),
        **{name: frozenset(found) for name, found in kinds.items()},
    )


def is_withdrawing() -> bool:
    """Whether a job may have hidden pages whose documents it has yet to delete."""
    names = (JobName.INDEX_SUBTREE, JobName.INDEX_SUBTREE_REST)
    return Job.objects.filter(status__in=_WAITING, name__in=names).exists()


def _marks(documents: Iterable[SearchDocument]) -> tuple[DocumentMark, ...]:
    return tuple(sorted(document.mark for document in documents))


def _kind(wanted: tuple[DocumentMark, ...], held: tuple[DocumentMark, ...]) -> str:
    if wanted == held:
        return ""
    if not held:
        return "missing"
    if not wanted:
        return "ghosts"
    same_words = sorted(mark.version for mark in wanted) == sorted(mark.version for mark in held)
    return "wrong_access" if same_words else "stale"


def _waiting_among(page_ids: set[int]) -> set[int]:
    """Those that a job in the outbox will bring up to date: they are late, not wrong."""
    if not page_ids:
        return set()
    waiting = Job.objects.filter(status__in=_WAITING, serial_key="index").values_list("name", "kwargs")
    roots, found = set(), set()
    for name, kwargs in waiting:
        if name in {JobName.INDEX_SUBTREE, JobName.INDEX_SUBTREE_REST}:
            roots.add(kwargs["page_id"])
        else:
            found |= {kwargs["page_id"]} if "page_id" in kwargs else set(kwargs["page_ids"])
    paths = tuple(BasePage.objects.filter(pk__in=roots).values_list("path", flat=True))
    if paths:
        own = BasePage.objects.filter(pk__in=page_ids).values_list("pk", "path")
        found |= {pk for pk, path in own if path.startswith(paths)}
    return found & page_ids
