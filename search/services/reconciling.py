"""Comparing the whole index with what is published, and putting right what differs.

It runs beside the jobs of the index, not among them, in steps of about a second and a half, so a publication
never waits for it. Two things make that safe. What a job in the outbox is about to do is no difference. And a
repair looks again after it has written: where the page changed in between, it writes again; where the page
changes later, that change's own job comes later too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db.models import F, Q

from common import clock, jobs
from common.jobs import JobName, enqueue
from content.selectors.indexing import count_indexable_pages
from search.models import Reconciliation
from search.port import get_index
from search.selectors.comparing import Difference, compare_after, is_withdrawing, wanted_documents

SLICE = timedelta(seconds=1.5)
KEEP = timedelta(days=90)
GIVEN_UP = timedelta(days=1)
_KINDS = ("missing", "stale", "ghosts", "wrong_access")
Progress = Callable[[int, int], None]


def look(*, progress: Progress | None = None) -> Difference:
    """The difference of the whole index; nothing is repaired or recorded."""
    found: dict[str, frozenset[int]] = dict.fromkeys(_KINDS, frozenset())
    pages = documents = 0
    after: int | None = 0
    total = count_indexable_pages()
    while after is not None:
        part, after = compare_after(get_index(), after, on=clock.today())
        found = {kind: found[kind] | getattr(part, kind) for kind in _KINDS}
        pages, documents = pages + part.pages, documents + part.documents
        if progress:
            progress(pages, max(pages, total))
    return Difference(**found, pages=pages, documents=documents)


def reconcile(*, at: datetime, progress: Progress | None = None) -> Reconciliation:
    """Compare and repair everything; a comparison that was broken off is taken up where it stopped.

    Args:
        at: now; a comparison begun more than a day before is closed and begun anew.
        progress: called after each batch with the number of pages compared and of all.
    """
    run = _begin(at=at)
    while run.finished_at is None:
        run = _step(run, progress=progress)
    return run


def reconcile_slice(*, at: datetime, job_id: int | None = None) -> Reconciliation:
    """Compare and repair for a second or two, and put the rest into the outbox.

    Args:
        job_id: the job whose progress is reported.
    """
    run, deadline = _begin(at=at), monotonic() + SLICE.total_seconds()
    total = count_indexable_pages()
    while run.finished_at is None:
        run = _step(run)
        if monotonic() > deadline:
            break
    if job_id is not None:
        jobs.report_progress(job_id=job_id, done=run.pages, total=max(run.pages, total))
    if run.finished_at is None:
        enqueue(JobName.RECONCILE_INDEX)
    return run


def ask_for_comparison() -> None:
    """Have the index compared soon; one that waits is not doubled."""
    enqueue(JobName.RECONCILE_INDEX)


def repair(*, page_ids: Collection[int]) -> None:
    """Write these pages into the index as they are, again until they did not change meanwhile."""
    wanted = wanted_documents(sorted(page_ids), on=clock.today())
    while wanted:
        get_index().replace_pages(wanted)
        now = wanted_documents(sorted(wanted), on=clock.today())
        wanted = {page_id: own for page_id, own in now.items() if own != wanted[page_id]}


def prune(*, before: datetime) -> int:
    """Forget comparisons begun before a time. Returns how many."""
    return Reconciliation.objects.filter(started_at__lt=before).delete()[0]


def _begin(*, at: datetime) -> Reconciliation:
    prune(before=at - KEEP)
    unfinished = Q(finished_at__isnull=True)
    old = Reconciliation.objects.filter(unfinished, started_at__lt=at - GIVEN_UP)
    old.update(finished_at=at, note="没有完成，已放弃")
    run, _created = Reconciliation.objects.get_or_create(finished_at=None, defaults={"started_at": at})
    return run


def _step(run: Reconciliation, *, progress: Progress | None = None) -> Reconciliation:
    """One batch: compared, repaired, counted."""
    found, last = compare_after(get_index(), run.position, on=clock.today())
    repair(page_ids=found.page_ids)
    values: dict[str, Any] = {"finished_at": clock.now()}
    if last is not None:
        values = {name: F(name) + len(getattr(found, name)) for name in _KINDS}
        values |= {"repaired": F("repaired") + len(found.page_ids), "position": last}
        values |= {"pages": F("pages") + found.pages, "documents": F("documents") + found.documents}
    elif not is_withdrawing():
        get_index().withhold({})
    # Only from where it was read: another process may have done this batch meanwhile.
    Reconciliation.objects.filter(pk=run.pk, position=run.position, finished_at=None).update(**values)
    run = Reconciliation.objects.get(pk=run.pk)
    if progress:
        progress(run.pages, max(run.pages, count_indexable_pages()))
    return run
