"""Jobs that keep the search index equal to the published pages."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common import clock
from common.jobs import JobName
from search.services import indexing, reconciling, turning


@shared_task(name=JobName.INDEX_PAGE.value)
def index_page(*, page_id: int, **_: Any) -> None:
    """Bring one page's documents up to date."""
    indexing.index_page(page_id=page_id)


@shared_task(name=JobName.INDEX_PAGES.value)
def index_pages(*, page_ids: list[int], **_: Any) -> None:
    """Bring the documents of several pages up to date."""
    indexing.index_pages(page_ids=page_ids)


@shared_task(name=JobName.INDEX_SUBTREE.value)
def index_subtree(*, page_id: int, **_: Any) -> None:
    """Bring a page and everything below it up to date, or begin to."""
    indexing.index_subtree(page_id=page_id)


@shared_task(name=JobName.INDEX_SUBTREE_REST.value)
def index_subtree_rest(*, page_id: int, after: int, **_: Any) -> None:
    """Go on with a page and everything below it."""
    indexing.index_subtree(page_id=page_id, after=after)


@shared_task(name=JobName.INDEX_TURNING_PAGES.value)
def index_turning_pages(**_: Any) -> int:
    """Have the pages indexed that begin or end to hold by the calendar."""
    return turning.index_turning_pages(on=clock.today())


@shared_task(name=JobName.REMOVE_PAGE.value)
def remove_page(*, page_id: int, **_: Any) -> None:
    """Take a page out of the index."""
    indexing.remove_page(page_id=page_id)


@shared_task(name=JobName.RECONCILE_INDEX.value)
def reconcile(*, job_id: int | None = None, **_: Any) -> dict[str, int]:
    """Compare a stretch of the index with what is published and put it right."""
    run = reconciling.reconcile_slice(at=clock.now(), job_id=job_id)
    return {"pages": run.pages, "drift": run.drift, "repaired": run.repaired}
