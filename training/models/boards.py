"""Figures of the boards: counts by cell, changes not yet added to them, figures of past days, exports."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrgUnit
from training.enums import ExportState
from training.models.classes import TrainingClass
from training.models.versions import Course

# What stands in a cell where there is no unit, no class, no last day. No nulls: a unique constraint would
# let them repeat. The day comes after every other, so nothing without a last day is ever overdue.
NONE = 0
NO_DAY = dt.date(9999, 12, 31)
CELL = ("unit_id", "version_id", "klass_id", "due_on")


class Cell(models.Model):
    """What enrollments are counted by.

    Plain numbers, no foreign keys: the rows are figures that ``training_reconcile`` proves, and checking
    three references would cost every write of an enrollment more than the row itself.
    """

    unit_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    klass_id = models.BigIntegerField()
    due_on = models.DateField()

    class Meta:
        abstract = True


class CountDelta(Cell):
    """By how much a cell changed in one transaction; folded into the counts in batches, then deleted."""

    enrolled = models.IntegerField()
    completed = models.IntegerField()

    class Meta:
        verbose_name = _("人数变动")

    def __str__(self) -> str:
        return f"{self.unit_id} {self.version_id} {self.enrolled:+d} {self.completed:+d}"


class CompletionCount(Cell):
    """Enrollments of a cell: ``enrolled`` active and completed ones, ``completed`` the completed ones.

    Together with the unfolded ``CountDelta`` rows they equal a recount at any moment.
    """

    enrolled = models.IntegerField()
    completed = models.IntegerField()

    class Meta:
        verbose_name = _("人数统计")
        constraints = [
            models.UniqueConstraint(fields=CELL, name="completion_count_once"),
            models.CheckConstraint(
                condition=Q(enrolled__gte=0, completed__gte=0), name="completion_count_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(completed__lte=F("enrolled")), name="completion_count_within_enrolled"
            ),
        ]
        # They hold all that is summed: SQLite reads them alone, in the order it sums by.
        indexes = [
            models.Index(fields=[*CELL, "enrolled", "completed"], name="completion_count_by_unit"),
            models.Index(
                fields=["version_id", "unit_id", "klass_id", "due_on", "enrolled", "completed"],
                name="completion_count_by_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.version_id} {self.completed}/{self.enrolled}"


class CompletionTrend(models.Model):
    """The figures of a unit's subtree at the end of a day; ``course_id`` 0 is all courses."""

    day = models.DateField()
    unit_id = models.BigIntegerField()
    course_id = models.BigIntegerField()
    enrolled = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("每日完成情况")
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "course_id", "day"], name="completion_trend_once"),
            models.CheckConstraint(
                condition=Q(completed__lte=F("enrolled"), overdue__lte=F("enrolled") - F("completed")),
                name="completion_trend_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="completion_trend_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.unit_id} {self.completed}/{self.enrolled}"


class ExportRun(models.Model):
    """A list of people somebody asked for as XLSX; the file is theirs alone and is deleted after some days.

    ``rows_done`` of ``rows_total`` is the progress.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    klass = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    overdue_only = models.BooleanField(default=False)
    as_of = models.DateField()
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    asked_at = models.DateTimeField(_("申请时间"))
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("名单导出")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ExportState.DONE) | Q(finished_at__isnull=False),
                name="export_done_has_time",
            ),
        ]
        indexes = [models.Index(fields=["by", "-id"], name="export_of_person")]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
