"""Enrollments and what happened to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrgUnit
from training.enums import COUNTED, ENDED, ChangeKind, EnrollmentSource, EnrollmentState
from training.models.assignments import AssignmentRun
from training.models.classes import TrainingClass, UnitQuota
from training.models.versions import CourseVersion
from training.querysets import AppendOnlyModel, EnrollmentQuerySet


class Enrollment(models.Model):
    """A person in a version of a course, perhaps in a class. One that has not ended per person and version.

    ``unit`` is the unit the record counts for. ``holds_place`` says that a place of the class, and of
    ``quota`` where there is one, is taken for it: it is given back exactly once, when this becomes false.
    ``lessons_done`` counts completed lessons, for lists. ``assignment`` is the run that made it, if one did.
    """

    # Where a composite index below begins with a key, it needs none of its own: every row of millions pays.
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="enrollments",
        verbose_name=_("学员"),
        db_index=False,
    )
    version = models.ForeignKey(
        CourseVersion,
        on_delete=models.PROTECT,
        related_name="enrollments",
        verbose_name=_("课程版本"),
        db_index=False,
    )
    klass = models.ForeignKey(
        TrainingClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enrollments",
        verbose_name=_("班次"),
        db_index=False,
    )
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    state = models.CharField(_("状态"), max_length=20, choices=EnrollmentState.choices)
    source = models.CharField(_("来源"), max_length=12, choices=EnrollmentSource.choices)
    holds_place = models.BooleanField(default=False)
    quota = models.ForeignKey(
        UnitQuota, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    assignment = models.ForeignKey(
        AssignmentRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    enrolled_at = models.DateTimeField(_("报名时间"))
    waitlisted_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("截止日期"), null=True, blank=True, help_text=_("最后一个可以学习的日子。"))
    lessons_done = models.PositiveSmallIntegerField(default=0)
    completed_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("报名")
        verbose_name_plural = _("报名")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "version"], condition=~Q(state__in=ENDED), name="enrollment_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EnrollmentState.values) & Q(source__in=EnrollmentSource.values),
                name="enrollment_vocabularies",
            ),
            models.CheckConstraint(
                condition=Q(holds_place=False) | (Q(klass__isnull=False) & ~Q(state__in=ENDED)),
                name="enrollment_place_needs_class",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=COUNTED) | Q(klass__isnull=True) | Q(holds_place=True),
                name="enrollment_in_class_holds_place",
            ),
            models.CheckConstraint(
                condition=Q(quota__isnull=True) | Q(holds_place=True), name="enrollment_quota_needs_place"
            ),
            models.CheckConstraint(
                condition=(Q(state=EnrollmentState.COMPLETED) & Q(completed_at__isnull=False))
                | (~Q(state=EnrollmentState.COMPLETED) & Q(completed_at__isnull=True)),
                name="enrollment_completed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnrollmentState.WAITLISTED) | Q(waitlisted_at__isnull=False),
                name="enrollment_waiting_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["klass", "state", "waitlisted_at"], name="enrollment_class"),
            models.Index(fields=["version", "unit", "state"], name="enrollment_unit"),
            models.Index(fields=["learner", "version", "state"], name="enrollment_learner"),
            models.Index(fields=["quota"], condition=Q(quota__isnull=False), name="enrollment_quota"),
            # Not a partial one: SQLite does not use those where the state is a parameter.
            models.Index(fields=["state", "due_on", "id"], name="enrollment_due"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.version_id} {self.state}"


class EnrollmentChange(AppendOnlyModel):
    """One change of an enrollment: who, when, why; never changed or deleted.

    The first says how it came to be, but for the many an assignment makes: there its run says so.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("变动"), max_length=16, choices=ChangeKind.choices)
    at = models.DateTimeField(_("时间"))
    # Nobody asks by person; an index would be paid for with every change.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("报名变动")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values), name="enrollment_change_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.kind}"
