"""Recording who came into which group of ranks when: accounts keep the present rank only."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from training.models import RankName, RankPeriod

SLICE = 2000


def note_ranks(*, today: dt.date) -> int:
    """Write a row for everybody whose group is another than recorded last. Run again, it finds nothing.

    Each slice of people is a transaction, so a run that is cut off has lost nothing.

    Returns:
        How many rows were written.
    """
    groups = dict(RankName.objects.values_list("text", "group_id"))
    written, after = 0, 0
    while people := list(User.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "rank")[:SLICE]):
        written += _note_slice(people, groups, today)
        after = people[-1][0]
    return written


@transaction.atomic
def _note_slice(people: list[tuple[int, str]], groups: dict[str, int], today: dt.date) -> int:
    ids = [pk for pk, _rank in people]
    last = RankPeriod.objects.filter(learner_id__in=ids).values("learner_id").annotate(newest=Max("pk"))
    newest = [row["newest"] for row in last]
    known = {row.learner_id: (row.group_id, row.from_on) for row in RankPeriod.objects.filter(pk__in=newest)}
    changed = []
    for pk, rank in people:
        group, (former, since) = groups.get(rank.strip()), known.get(pk, (None, None))
        # Once a day: who is changed twice in a day is recorded the day after.
        if group != former and since != today:
            changed.append(RankPeriod(learner_id=pk, group_id=group, rank=rank[:40], from_on=today))
    RankPeriod.objects.bulk_create(changed, ignore_conflicts=True)
    return len(changed)
