"""How far the index was found to differ from what is published, and up to which day it was turned."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _


class Reconciliation(models.Model):
    """One comparison of the whole index with what is published.

    It goes on in steps: ``position`` is the last page compared. Of the pages that differed ``missing`` had no
    documents, ``ghosts`` should have none, ``stale`` had other words or facts, ``wrong_access`` the right
    ones under another access key; ``repaired`` are true again.
    """

    started_at = models.DateTimeField(_("开始"))
    finished_at = models.DateTimeField(_("结束"), null=True, blank=True)
    position = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(_("核对页面"), default=0)
    documents = models.PositiveIntegerField(_("核对条目"), default=0)
    missing = models.PositiveIntegerField(_("缺少"), default=0)
    stale = models.PositiveIntegerField(_("过时"), default=0)
    ghosts = models.PositiveIntegerField(_("多余"), default=0)
    wrong_access = models.PositiveIntegerField(_("权限不符"), default=0)
    repaired = models.PositiveIntegerField(_("已修复"), default=0)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("索引核对")
        verbose_name_plural = _("索引核对")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="reconciliation_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(repaired__lte=F("missing") + F("stale") + F("ghosts") + F("wrong_access")),
                name="reconciliation_repairs_what_differed",
            ),
            models.UniqueConstraint(
                Case(When(finished_at__isnull=True, then=Value(1))),  # NULL, which repeats, for the others
                name="reconciliation_one_unfinished",
            ),
        ]
        indexes = [models.Index(fields=["-started_at"], name="reconciliation_by_start")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.drift}"

    @property
    def drift(self) -> int:
        """How many pages differed."""
        return self.missing + self.stale + self.ghosts + self.wrong_access


class IndexedDay(models.Model):
    """One row: the day up to which texts that begin or end by the calendar are right in the index."""

    day = models.DateField()

    class Meta:
        verbose_name = _("索引日期")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="indexed_day_one_row")]

    def __str__(self) -> str:
        return str(self.day)
