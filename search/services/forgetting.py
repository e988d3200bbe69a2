"""Forgetting: traces become counts of a day, old counts and notices go."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from content.models import RulePage
from search.models import FollowedRule, FollowNotice, QueryDay, SearchClick, SearchTrace
from search.selectors.traces import COMMON_ENOUGH, NOTHING_FOR_VISITORS, common_texts

KEEP_DAYS_COUNTED = timedelta(days=2 * 365)
KEEP_NOTICES = timedelta(days=90)
_BATCH = 500


def forget_traces(*, at: datetime) -> int:
    """Turn traces older than settings.SEARCH_TRACE_DAYS into counts, day by day, each in one transaction.

    Of queries asked in fewer than three different hours, counted over all traces there are, nothing is kept.

    Returns:
        The number of days that were forgotten.
    """
    today = timezone.localdate(at)
    first_kept = today - timedelta(days=settings.SEARCH_TRACE_DAYS)
    days = 0
    while (oldest := SearchTrace.objects.order_by("hour").values_list("hour", flat=True).first()) is not None:
        day = timezone.localdate(oldest)
        if day >= first_kept:
            break
        _forget_day(day)
        days += 1
    QueryDay.objects.filter(day__lt=today - KEEP_DAYS_COUNTED).delete()
    return days


def forget_notices(*, at: datetime) -> None:
    """Delete notices after 90 days, and what is followed of rules that no longer exist."""
    FollowNotice.objects.filter(created_at__lt=at - KEEP_NOTICES).delete()
    FollowedRule.objects.exclude(rule_id__in=RulePage.objects.values("pk")).delete()


@transaction.atomic
def _forget_day(day: date) -> None:
    traces = _of_day(day)
    counted = (
        traces.filter(text__in=common_texts(COMMON_ENOUGH))
        .values("text")
        .order_by("text")
        .annotate(
            total=Count("pk"),
            nothing=Count("pk", filter=NOTHING_FOR_VISITORS),
            clicked=Count("clicked_position"),
        )
    )
    rows = [
        QueryDay(day=day, text=row["text"], searches=row["total"], zero=row["nothing"], clicks=row["clicked"])
        for row in counted
    ]
    QueryDay.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    SearchClick.objects.filter(trace__in=traces.values("pk")).delete()
    traces.delete()


def _of_day(day: date) -> QuerySet[SearchTrace]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    return SearchTrace.objects.filter(hour__gte=start, hour__lt=start + timedelta(days=1))
