"""What follows when editors change what they keep for the search."""

from __future__ import annotations

from collections.abc import Iterable

from common.jobs import JobName, enqueue


def questions_were_changed(*, page_ids: Iterable[int]) -> None:
    """Bring the pages that have, or had, a common question into the index anew.

    Side effects: a job for each page, in the transaction of the change.
    """
    for page_id in sorted(set(page_ids)):
        enqueue(JobName.INDEX_PAGE, page_id=page_id)
