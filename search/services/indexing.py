"""Keeping the index true to what is published; every step can be run again without harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from common import clock
from content.models import BasePage
from content.selectors.indexing import get_indexable_page, list_indexable_page_ids, list_indexable_pages
from search.documents import build_documents
from search.port import get_index

Progress = Callable[[int], None]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Drift:
    """How the index differed from what is published: pages missing, and ghosts that should be gone."""

    missing: tuple[int, ...]
    ghosts: tuple[int, ...]


def index_page(*, page_id: int) -> None:
    """Bring one page in the index to what is published now; a page that must not be found is taken out."""
    page = get_indexable_page(page_id)
    if page is None:
        get_index().remove_page(page_id)
    else:
        get_index().replace_page(page_id, build_documents(page, on=clock.today()))


def index_subtree(*, page_id: int) -> None:
    """Bring a page and everything below it to what is published now (moved, renamed, restricted, opened)."""
    root = BasePage.objects.filter(pk=page_id).first()
    if root is None:
        remove_page(page_id=page_id)
        return
    for found in root.get_descendants(inclusive=True).order_by("path").values_list("pk", flat=True):
        index_page(page_id=found)


def remove_page(*, page_id: int) -> None:
    """Take one page out of the index."""
    get_index().remove_page(page_id)


def rebuild(*, progress: Progress | None = None) -> int:
    """Build a new index from all that is published in place of the old one, which answers until then.

    Args:
        progress: called after each batch with the number of its pages.

    Returns:
        The number of documents.
    """
    total = 0
    with get_index().rebuilding() as session:
        for batch in _batches():
            for page in list_indexable_pages(batch):
                documents = build_documents(page, on=clock.today())
                session.add(documents)
                total += len(documents)
            if progress:
                progress(len(batch))
    return total


def reconcile() -> Drift:
    """Compare the pages in the index with those published, and repair the difference."""
    live, indexed = set(_indexable_ids()), set(_indexed_ids())
    missing = tuple(page_id for page_id in sorted(live - indexed) if get_indexable_page(page_id))
    drift = Drift(missing=missing, ghosts=tuple(sorted(indexed - live)))
    # Decided again page by page: a page may have been published or withdrawn since the lists were read.
    for page_id in (*drift.missing, *drift.ghosts):
        index_page(page_id=page_id)
    return drift


def _indexable_ids() -> Iterator[int]:
    for batch in _batches():
        yield from batch


def _indexed_ids() -> Iterator[int]:
    after = 0
    while marks := get_index().marks(after=after):
        yield from marks
        after = max(marks)


def _batches() -> Iterator[list[int]]:
    after = 0
    while batch := list_indexable_page_ids(after=after, limit=_BATCH):
        yield batch
        after = batch[-1]
