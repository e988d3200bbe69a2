"""What changes in the index by the calendar alone: texts that begin or end to hold at midnight.

Whether a text is in force is asked when somebody searches; only its rank (``prior``) is stored.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from common.jobs import JobName, enqueue
from content.selectors.changes import list_turning_page_ids
from search.models import IndexedDay

FIRST_LOOK = timedelta(days=366)  # where no day is noted yet
_AT_ONCE = 100


@transaction.atomic
def index_turning_pages(*, on: date) -> int:
    """Have the pages indexed that began or ended to hold since the last time, and note the day.

    However long nobody asked, no day is left out; on the same day a second time there is nothing to do.

    Returns:
        The number of pages.
    """
    noted = IndexedDay.objects.select_for_update().filter(pk=1).first()
    last = noted.day if noted else on - FIRST_LOOK
    if last >= on:
        return 0
    page_ids = sorted(list_turning_page_ids(after=last, until=on))
    for start in range(0, len(page_ids), _AT_ONCE):
        enqueue(JobName.INDEX_PAGES, page_ids=page_ids[start : start + _AT_ONCE])
    IndexedDay.objects.update_or_create(pk=1, defaults={"day": on})
    return len(page_ids)
