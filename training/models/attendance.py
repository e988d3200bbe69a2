"""Who was there: one row per person and line of the timetable, and every change of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.enums import AttendanceOutcome, AttendanceWay, ClassStanding
from training.models.classes import ClassSession, TrainingClass
from training.models.enrollments import Enrollment
from training.querysets import AppendOnlyModel


class Attendance(models.Model):
    """What holds now of a person and a session; it is written by the attending service alone.

    ``at`` is the moment of the check-in, or of the entry by hand or by list; where a list gives a time for
    somebody present, that time. ``device`` is a digest of the mark a browser keeps, ``address`` that of the
    network: both serve to see one device checking in several people.
    """

    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, related_name="attendances")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attendances")
    outcome = models.CharField(_("考勤"), max_length=8, choices=AttendanceOutcome.choices)
    way = models.CharField(_("方式"), max_length=8, choices=AttendanceWay.choices)
    at = models.DateTimeField(_("时间"))
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=32, blank=True)
    flags: models.JSONField[list[str], list[str]] = models.JSONField(default=list)

    class Meta:
        verbose_name = _("考勤")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrollment"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=AttendanceOutcome.values) & Q(way__in=AttendanceWay.values),
                name="attendance_vocabularies",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "device"], condition=~Q(device=""), name="attendance_device")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.enrollment_id} {self.outcome}"


class AttendanceChange(AppendOnlyModel):
    """One entry or correction of an attendance: what it was, what it became, who, when, why."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="changes")
    before = models.CharField(max_length=8, choices=AttendanceOutcome.choices, blank=True)
    outcome = models.CharField(_("考勤"), max_length=8, choices=AttendanceOutcome.choices)
    way = models.CharField(_("方式"), max_length=8, choices=AttendanceWay.choices)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("考勤变动")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.attendance_id} {self.before or '-'} {self.outcome}"


class ClassResult(AppendOnlyModel):
    """What came of one person when the class was closed, with the figures it was decided on; never changed.

    Hours are those of the timetable; ``rule`` is the limit that was in force, with its source.
    """

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="class_result")
    klass = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="results")
    standing = models.CharField(_("结果"), max_length=8, choices=ClassStanding.choices)
    total_hours = models.DecimalField(_("总学时"), max_digits=6, decimal_places=2)
    present_hours = models.DecimalField(_("到课学时"), max_digits=6, decimal_places=2)
    leave_hours = models.DecimalField(_("请假学时"), max_digits=6, decimal_places=2)
    absent_hours = models.DecimalField(_("缺席学时"), max_digits=6, decimal_places=2)
    rule: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    at = models.DateTimeField(_("结班时间"))

    class Meta:
        verbose_name = _("结班结果")
        constraints = [
            models.CheckConstraint(
                condition=Q(standing__in=ClassStanding.values), name="class_result_standing_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.klass_id} {self.enrollment_id} {self.standing}"
