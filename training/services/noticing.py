"""Telling learners something once: on the site at once, by mail after the commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common import jobs
from training.enums import ReminderKind
from training.models import Enrollment, Reminder
from training.selectors.reminding import Due


def tell(*, enrollments: Iterable[Enrollment], kind: ReminderKind, at: dt.datetime) -> int:
    """Tell people what was decided about their enrollments, in the transaction of the decision."""
    day = timezone.localdate(at)
    return give([Due(one.pk, one.learner_id, kind, day) for one in enrollments], at=at)


@transaction.atomic
def give(due: Sequence[Due], *, at: dt.datetime) -> int:
    """Give the reminders that were not given yet, with a job for each person's mail.

    Returns:
        How many are new. Repeating it gives none twice: one per enrollment, kind and day.
    """
    ids = {one.enrollment_id for one in due}
    if not ids:
        return 0
    there = set(Reminder.objects.filter(enrollment__in=ids).values_list("enrollment_id", "kind", "day"))
    fresh = [one for one in due if (one.enrollment_id, one.kind.value, one.day) not in there]
    Reminder.objects.bulk_create(
        [
            Reminder(
                enrollment_id=one.enrollment_id,
                learner_id=one.learner_id,
                kind=one.kind,
                day=one.day,
                created_at=at,
            )
            for one in fresh
        ],
        ignore_conflicts=True,
    )
    people = {one.learner_id for one in fresh}
    with_mail = User.objects.filter(pk__in=people, is_active=True).exclude(email="")
    ids_with_mail = with_mail.order_by("pk").values_list("pk", flat=True)
    jobs.enqueue_each(jobs.JobName.MAIL_REMINDERS, [{"learner_id": pk} for pk in ids_with_mail])
    return len(fresh)
