"""Traces of searches: what was asked and found, never by whom.

No account, no session, no network address; the time is the hour. docs/decisions/0016-search-traces.md.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from search.enums import TraceSource

MAX_TEXT = 200


class SearchTrace(models.Model):
    """One search; ``text`` folded, "" where it held a number that may identify somebody.

    ``is_visitor``: asked without signing in, so that the hits are those anybody gets. ``clicked_position`` is
    the highest-ranked result opened from it, counted from 1 over all screenfuls.
    """

    key = models.CharField(max_length=16, unique=True, help_text="random; what a click names")
    hour = models.DateTimeField(_("时间"), help_text="cut to the hour")
    text = models.CharField(_("搜索词"), max_length=MAX_TEXT, blank=True)
    filters: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    hits = models.PositiveIntegerField(_("结果数"))
    any_word = models.BooleanField(default=False, help_text="no hit had every word")
    is_visitor = models.BooleanField(default=True)
    milliseconds = models.PositiveIntegerField(default=0, help_text="of the engine")
    source = models.CharField(max_length=8, choices=TraceSource.choices, default=TraceSource.PAGE)
    clicked_position = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("搜索记录")
        constraints = [
            models.CheckConstraint(condition=Q(source__in=TraceSource.values), name="trace_source_known"),
            models.CheckConstraint(
                condition=Q(clicked_position__isnull=True) | Q(clicked_position__gte=1),
                name="trace_position_from_one",
            ),
        ]
        indexes = [
            models.Index(fields=["hour"], name="trace_hour"),
            models.Index(fields=["text", "hour"], name="trace_text"),
        ]

    def __str__(self) -> str:
        return self.text


class SearchClick(models.Model):
    """A result that was opened; at most one row for each place of a trace."""

    # Deleted with its trace by the service that forgets, in SQL: days of them are too many to load.
    trace = models.ForeignKey(SearchTrace, on_delete=models.DO_NOTHING, related_name="clicks")
    page_id = models.PositiveBigIntegerField()
    eid = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("搜索点击")
        constraints = [
            models.UniqueConstraint(fields=["trace", "position"], name="click_once_for_each_place"),
            models.CheckConstraint(condition=Q(position__gte=1), name="click_position_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.trace_id} {self.position}"


class QueryDay(models.Model):
    """What is kept of a day's traces: how often a query that is not rare was asked."""

    day = models.DateField(_("日期"))
    text = models.CharField(_("搜索词"), max_length=MAX_TEXT)
    searches = models.PositiveIntegerField(_("次数"))
    zero = models.PositiveIntegerField(_("零结果"))
    clicks = models.PositiveIntegerField(_("点开"))

    class Meta:
        verbose_name = _("每日搜索")
        constraints = [
            models.UniqueConstraint(fields=["day", "text"], name="query_day_once"),
            models.CheckConstraint(
                condition=Q(searches__gte=1, zero__lte=F("searches"), clicks__lte=F("searches")),
                name="query_day_parts_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.text}"
