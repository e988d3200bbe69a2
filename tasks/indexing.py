"""Jobs that keep the search index equal to the published pages."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from common.jobs import JobName
from search.services import indexing


@shared_task(name=JobName.INDEX_PAGE.value)
def index_page(*, page_id: int, **_: Any) -> None:
    """Bring one page's documents up to date."""
    indexing.index_page(page_id=page_id)


@shared_task(name=JobName.INDEX_SUBTREE.value)
def index_subtree(*, page_id: int, **_: Any) -> None:
    """Bring a page and everything below it up to date."""
    indexing.index_subtree(page_id=page_id)


@shared_task(name=JobName.REMOVE_PAGE.value)
def remove_page(*, page_id: int, **_: Any) -> None:
    """Take a page out of the index."""
    indexing.remove_page(page_id=page_id)


@shared_task(name=JobName.RECONCILE_INDEX.value)
def reconcile(**_: Any) -> dict[str, int]:
    """Find and repair pages the index lacks or should not have."""
    drift = indexing.reconcile()
    return {"missing": len(drift.missing), "ghosts": len(drift.ghosts)}
