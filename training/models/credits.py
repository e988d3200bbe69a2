"""The ledger of hours, what learners declare, leave from classes, and who was in which group when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrgUnit
from training.enums import (
    DECLARABLE,
    MEASURES,
    STANDING_DECLARATIONS,
    CourseNature,
    DeclarationState,
    HourCategory,
    HourSource,
)
from training.models.classes import ClassSession, TrainingClass
from training.models.enrollments import Enrollment
from training.models.hours import RankGroup
from training.models.progress import Completion
from training.querysets import AppendOnlyModel


class OfflineDeclaration(models.Model):
    """Hours a learner declares, with evidence; the unit's reviewer approves or returns them."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="declarations",
        verbose_name=_("学员"),
    )
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("单位")
    )
    title = models.CharField(_("培训内容"), max_length=120)
    organizer = models.CharField(_("主办单位"), max_length=120)
    source = models.CharField(
        _("类别"), max_length=12, choices=[(source.value, source.label) for source in DECLARABLE]
    )
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    measure = models.CharField(
        _("计算单位"), max_length=8, choices=[(measure.value, measure.label) for measure in MEASURES]
    )
    amount = models.DecimalField(_("数量"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])
    state = models.CharField(_("状态"), max_length=10, choices=DeclarationState.choices)
    hours = models.DecimalField(
        _("认定学时"), max_digits=6, decimal_places=2, null=True, blank=True, editable=False
    )
    submitted_at = models.DateTimeField(_("申报时间"))
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("退回或撤销原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("学时申报")
        verbose_name_plural = _("学时申报")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "source", "title", "starts_on", "ends_on"],
                condition=Q(state__in=STANDING_DECLARATIONS),
                name="declaration_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeclarationState.values)
                & Q(source__in=DECLARABLE)
                & Q(measure__in=MEASURES),
                name="declaration_vocabularies",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="declaration_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="declaration_amount_positive"),
            models.CheckConstraint(
                condition=~Q(state__in=[DeclarationState.RETURNED, DeclarationState.REVOKED]) | ~Q(reason=""),
                name="declaration_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeclarationState.APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("learner"))),
                name="declaration_approved_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="declaration_waiting"),
            models.Index(fields=["learner", "-starts_on"], name="declaration_learner"),
        ]

    def __str__(self) -> str:
        return self.title


class DeclarationEvidence(models.Model):
    """A file with a declaration. It is served by one view, to the learner and reviewers within reach."""

    declaration = models.ForeignKey(OfflineDeclaration, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(upload_to="training/evidence/%Y/%m/", max_length=200)
    name = models.CharField(_("文件名"), max_length=160)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("证明材料")

    def __str__(self) -> str:
        return self.name


class DeclarationChange(AppendOnlyModel):
    """One step of a declaration."""

    declaration = models.ForeignKey(OfflineDeclaration, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=10, choices=DeclarationState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("申报变动")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeclarationState.values), name="declaration_change_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.state}"


class CreditEntry(AppendOnlyModel):
    """One line of the ledger: hours of one person. Never changed; a mistake is met by a line against it.

    ``hours`` are before caps per year, which are a matter of the whole year (``training.counting``).
    ``rule`` is the line of the table that gave them, ``days`` what they are worth in days of training.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credits", verbose_name=_("学员")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    on = models.DateField(_("日期"))
    category = models.CharField(_("计入"), max_length=12, choices=HourCategory.choices)
    source = models.CharField(_("来源"), max_length=12, choices=HourSource.choices)
    nature = models.CharField(
        _("性质"), max_length=8, choices=CourseNature.choices, default=CourseNature.ELECTIVE
    )
    hours = models.DecimalField(_("学时"), max_digits=7, decimal_places=2)
    days = models.DecimalField(_("天数"), max_digits=6, decimal_places=2, default=0)
    title = models.CharField(_("内容"), max_length=255)
    key = models.CharField(max_length=80, unique=True)
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="credits"
    )
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, null=True, blank=True, related_name="credits"
    )
    klass = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, null=True, blank=True, related_name="credits"
    )
    declaration = models.ForeignKey(
        OfflineDeclaration, on_delete=models.PROTECT, null=True, blank=True, related_name="credits"
    )
    rule: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    evidence: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    reversal_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    reason = models.CharField(_("冲销原因"), max_length=200, blank=True)
    at = models.DateTimeField(_("记账时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("学时明细")
        verbose_name_plural = _("学时明细")
        constraints = [
            models.CheckConstraint(
                condition=Q(reversal_of__isnull=True, hours__gte=0, days__gte=0)
                | (Q(reversal_of__isnull=False, hours__lte=0, days__lte=0) & ~Q(reason="")),
                name="credit_negative_only_to_reverse",
            ),
            models.CheckConstraint(
                condition=Q(category__in=HourCategory.values)
                & Q(source__in=HourSource.values)
                & Q(nature__in=CourseNature.values),
                name="credit_vocabularies",
            ),
        ]
        indexes = [models.Index(fields=["learner", "year"], name="credit_learner_year")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.year} {self.hours}"


class LeaveRecord(models.Model):
    """Leave from a class: from one line of its timetable, or of so many hours."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="leaves")
    session = models.ForeignKey(
        ClassSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leaves",
        verbose_name=_("课次"),
    )
    hours = models.DecimalField(
        _("请假学时"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0)]
    )
    reason = models.CharField(_("请假原因"), max_length=200)
    approved_at = models.DateTimeField(_("批准时间"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("批准人")
    )
    canceled_at = models.DateTimeField(_("销假时间"), null=True, blank=True)
    canceled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("请假")
        verbose_name_plural = _("请假")
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "session"],
                condition=Q(canceled_at__isnull=True, session__isnull=False),
                name="leave_once_per_session",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="leave_hours_positive"),
            models.CheckConstraint(condition=~Q(reason=""), name="leave_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.hours}"


class RankPeriod(AppendOnlyModel):
    """From which day a person was in which group of ranks; found by comparing accounts once a day."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rank_periods"
    )
    group = models.ForeignKey(RankGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rank = models.CharField(_("职级"), max_length=40, blank=True)
    from_on = models.DateField(_("自"))

    class Meta:
        verbose_name = _("职级沿革")
        constraints = [models.UniqueConstraint(fields=["learner", "from_on"], name="rank_period_once_a_day")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.rank} {self.from_on}"
