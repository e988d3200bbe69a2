"""How the index is, for the people who keep the portal running."""

from __future__ import annotations

from dataclasses import dataclass

from common.jobs import JobName
from common.models import Job, JobStatus
from content.selectors.indexing import count_indexable_pages
from search.exchange import Health
from search.models import Reconciliation
from search.port import get_index


@dataclass(frozen=True, slots=True)
class IndexState:
    """The engine, the comparison that runs (or None), how many pages it has before it, the last ones."""

    health: Health
    running: Reconciliation | None
    total: int
    is_waiting: bool
    results: tuple[Reconciliation, ...]


def get_index_state(*, limit: int = 20) -> IndexState:
    """What the report shows; a fixed number of queries."""
    results = tuple(Reconciliation.objects.order_by("-started_at")[: limit + 1])
    running = next((run for run in results if run.finished_at is None), None)
    waiting = Job.objects.filter(
        name=JobName.RECONCILE_INDEX, status__in=[JobStatus.PENDING, JobStatus.RUNNING]
    )
    return IndexState(
        health=get_index().health(),
        running=running,
        total=max(count_indexable_pages(), running.pages) if running else 0,
        is_waiting=waiting.exists(),
        results=tuple(run for run in results if run.finished_at is not None)[:limit],
    )
