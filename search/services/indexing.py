"""Keeping the index true to what is published; every step can be run again without harm."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from time import monotonic

from common import clock
from common.jobs import JobName, enqueue
from content.models import BasePage
from content.selectors.changes import list_changed_page_ids
from content.selectors.indexing import (
    count_indexable_pages,
    list_findable_keys,
    list_indexable_page_ids,
    list_indexable_pages,
)
from content.selectors.visibility import PUBLIC
from search.port import get_index
from search.selectors.comparing import PAGES_AT_ONCE, Documents, wanted_documents
from search.selectors.indexable import documents_of

Progress = Callable[[int, int], None]
# A job that has more to do stops after this long and lets the publications behind it go first.
SLICE = timedelta(seconds=1.5)
_DOCUMENTS_AT_ONCE = 2_000
_PAGES_AT_ONCE = 50


def index_page(*, page_id: int) -> None:
    """Bring one page in the index to what is published now; a page that must not be found is taken out."""
    index_pages(page_ids=[page_id])


def index_pages(*, page_ids: Collection[int]) -> None:
    """The same for several pages, a commit for some thousand documents."""
    ordered, total = sorted(page_ids), 0
    waiting: Documents = {}
    for start in range(0, len(ordered), _PAGES_AT_ONCE):
        found = wanted_documents(ordered[start : start + _PAGES_AT_ONCE], on=clock.today())
        waiting |= found
        total += sum(map(len, found.values()))
        if total >= _DOCUMENTS_AT_ONCE:
            get_index().replace_pages(waiting)
            waiting, total = {}, 0
    get_index().replace_pages(waiting)


def index_subtree(*, page_id: int, after: int = 0) -> None:
    """Bring a page and everything below it to what is published now (moved, renamed, restricted, opened).

    What must not be found any more goes at once; the rest follows in slices, a job for each.

    Args:
        after: pages up to this number were done by an earlier job.
    """
    root = BasePage.objects.filter(pk=page_id).first()
    if root is None:
        remove_page(page_id=page_id)
        return
    # By number, not by path: paths change when somebody moves a page meanwhile.
    below = root.get_descendants(inclusive=True).filter(pk__gt=after).order_by("pk")
    page_ids = list(below.values_list("pk", flat=True))
    if not after and len(page_ids) > PAGES_AT_ONCE:
        _withhold(page_ids)
    deadline = monotonic() + SLICE.total_seconds()
    for start in range(0, len(page_ids), PAGES_AT_ONCE):
        if start and monotonic() > deadline:
            enqueue(JobName.INDEX_SUBTREE_REST, page_id=page_id, after=page_ids[start - 1])
            return
        index_pages(page_ids=page_ids[start : start + PAGES_AT_ONCE])


def remove_page(*, page_id: int) -> None:
    """Take one page out of the index."""
    get_index().remove_page(page_id)


def rebuild(*, progress: Progress | None = None) -> int:
    """Build a new index from all that is published in place of the old one, which answers until then.

    Args:
        progress: called after each batch with the number of pages done and of all.

    Returns:
        The number of documents.
    """
    documents, pages, total = 0, 0, count_indexable_pages()
    with get_index().rebuilding() as session:
        for batch in _batches():
            for own in documents_of(list_indexable_pages(batch), on=clock.today()).values():
                session.add(own)
                documents += len(own)
            pages += len(batch)
            if progress:
                progress(pages, max(pages, total))
    return documents


def index_since(*, since: datetime, progress: Progress | None = None) -> int:
    """Bring what changed since a moment to what is published now, in the index that answers.

    Covers what ``content.selectors.changes`` lists; ``search_reconcile`` finds everything else.

    Returns:
        The number of pages looked at.
    """
    page_ids = sorted(list_changed_page_ids(since))
    for start in range(0, len(page_ids), PAGES_AT_ONCE):
        index_pages(page_ids=page_ids[start : start + PAGES_AT_ONCE])
        if progress:
            progress(min(start + PAGES_AT_ONCE, len(page_ids)), len(page_ids))
    return len(page_ids)


def _withhold(page_ids: list[int]) -> None:
    """Take out the pages that are offline now, or under another access key than the index has for them.

    A large column needs a minute to be indexed; a reader who may not see it must not find it that long.
    """
    found = list_findable_keys(page_ids)
    keys = {page_id: found.get(page_id, "") for page_id in page_ids}
    closed = {page_id: key for page_id, key in keys.items() if key != PUBLIC}
    if closed:  # none would show what another job hides
        get_index().withhold(closed)


def _batches() -> Iterator[list[int]]:
    after = 0
    while batch := list_indexable_page_ids(after=after, limit=PAGES_AT_ONCE):
        yield batch
        after = batch[-1]
