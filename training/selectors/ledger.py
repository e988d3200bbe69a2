"""Reading the ledger of hours."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from training.counting.converting import CENT
from training.models import Completion, CreditEntry


def unreversed(completion: Completion) -> QuerySet[CreditEntry]:
    """The lines a completion gave that still hold."""
    return CreditEntry.objects.filter(completion=completion, reversal_of__isnull=True, reversal__isnull=True)


def credited_for_course(learner_id: int, course_id: int, year: int) -> Decimal:
    """Hours a person has in a year for completing a course, through all its versions."""
    entries = CreditEntry.objects.filter(
        learner_id=learner_id, year=year, completion__version__course_id=course_id
    )
    return Decimal(entries.aggregate(total=Sum("hours"))["total"] or 0).quantize(CENT)


def standing_completions(completion: Completion) -> QuerySet[Completion]:
    """The completions of the same course by the same person in the same year that were not revoked."""
    year = timezone.localdate(completion.at).year
    zone = timezone.get_default_timezone()
    return Completion.objects.filter(
        learner_id=completion.learner_id,
        version__course_id=completion.version.course_id,
        revocation__isnull=True,
        at__gte=dt.datetime(year, 1, 1, tzinfo=zone),
        at__lt=dt.datetime(year + 1, 1, 1, tzinfo=zone),
    )
