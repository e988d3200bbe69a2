"""Tables of hours: how many hours something gives, how many are to be reached, and who is which group.

Every table has a version, an issuer, a document and the days it is in force; no figure stands in the code
(docs/decisions/0021-hours.md).
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from training.enums import (
    HourBasis,
    HourCategory,
    HourSource,
    LessonKind,
    TableState,
    TargetCategory,
    TargetPeriod,
)


class VersionedTable(ClusterableModel):
    """What both tables have in common. Of one name, at most one version is in force on a day."""

    name = models.CharField(_("名称"), max_length=80)
    version = models.PositiveSmallIntegerField(_("版次"), default=1, validators=[MinValueValidator(1)])
    issuer = models.CharField(_("制定机关"), max_length=120)
    document = models.CharField(
        _("文件依据"),
        max_length=255,
        help_text=_("文件名称、文号和条款，例如：干部教育培训工作条例第十四条。"),
    )
    effective_from = models.DateField(_("施行日期"))
    effective_to = models.DateField(
        _("停止施行"), null=True, blank=True, help_text=_("自该日起不再施行；留空表示仍在施行。")
    )
    state = models.CharField(_("状态"), max_length=8, choices=TableState.choices, default=TableState.DRAFT)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"

    def clean(self) -> None:
        """Refuse a period that ends before it begins, and one that meets another version in force."""
        super().clean()
        if self.effective_from is None:
            return
        if self.effective_to is not None and self.effective_to <= self.effective_from:
            raise ValidationError({"effective_to": _("停止施行的日期必须晚于施行日期。")})
        if self.state == TableState.IN_FORCE and self._others_in_force().exists():
            raise ValidationError(
                {"effective_from": _("同名的另一版在这段时间内施行。请先给那一版填写停止施行的日期。")}
            )

    def _others_in_force(self) -> models.QuerySet[VersionedTable]:
        others = type(self)._default_manager.filter(name=self.name, state=TableState.IN_FORCE)
        others = others.exclude(pk=self.pk).filter(
            Q(effective_to__isnull=True) | Q(effective_to__gt=self.effective_from)
        )
        return others.filter(effective_from__lt=self.effective_to) if self.effective_to else others


class HourRuleTable(VersionedTable):
    """How many hours something gives (学时折算). Tables of different names hold side by side."""

    leave_one_in = models.PositiveSmallIntegerField(
        _("请假上限：总学时的几分之一"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("请假累计超过总学时的这一份额，应当退学。留空表示本表不作规定。"),
    )

    class Meta:
        verbose_name = _("学时规则表")
        verbose_name_plural = _("学时规则表")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="hour_rule_table_version_once"),
            models.CheckConstraint(condition=Q(state__in=TableState.values), name="hour_rule_table_state"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                name="hour_rule_table_period",
            ),
        ]


class HourRule(Orderable):
    """One line. Of the lines that fit, the first in the order of the table gives the hours.

    A band of lengths holds both its ends, so order decides who gets a boundary.
    """

    table = ParentalKey(HourRuleTable, on_delete=models.CASCADE, related_name="rules")
    label = models.CharField(_("名目"), max_length=80)
    source = models.CharField(_("来源"), max_length=12, choices=HourSource.choices)
    lesson_kind = models.CharField(
        _("课的类型"), max_length=12, choices=LessonKind.choices, blank=True, help_text=_("留空表示不限。")
    )
    category = models.CharField(_("计入"), max_length=12, choices=HourCategory.choices)
    basis = models.CharField(_("计算方式"), max_length=8, choices=HourBasis.choices)
    minutes_from = models.PositiveSmallIntegerField(_("分钟，从"), null=True, blank=True)
    minutes_to = models.PositiveSmallIntegerField(_("分钟，至"), null=True, blank=True)
    hours = models.DecimalField(_("学时"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])
    multiplier = models.DecimalField(
        _("倍数"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    days = models.DecimalField(
        _("折合天数"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("每个计算单位折合的培训天数，用于按天数计算的目标。"),
    )
    cap_each = models.DecimalField(
        _("每次上限"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    cap_per_year = models.DecimalField(
        _("每年上限"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta(Orderable.Meta):
        verbose_name = _("学时规则")
        verbose_name_plural = _("学时规则")
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=HourSource.values)
                & Q(category__in=HourCategory.values)
                & Q(basis__in=HourBasis.values)
                & Q(lesson_kind__in=[*LessonKind.values, ""]),
                name="hour_rule_vocabularies",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0) & Q(multiplier__gte=0) & Q(days__gte=0),
                name="hour_rule_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse a band that is upside down, and minutes where length does not count."""
        super().clean()
        minutes = (self.minutes_from, self.minutes_to)
        if self.basis != HourBasis.LENGTH and minutes != (None, None):
            raise ValidationError({"minutes_from": _("只有按时长分档的规则填写分钟。")})
        if None not in minutes and minutes[1] < minutes[0]:  # type: ignore[operator]
            raise ValidationError({"minutes_to": _("时长的终点不能小于起点。")})


class RankGroup(models.Model):
    """A group of ranks that has the same targets."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    note = models.CharField(_("说明"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("职级分组")
        verbose_name_plural = _("职级分组")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class RankName(models.Model):
    """A rank as it is written in people's accounts, and the group it belongs to."""

    text = models.CharField(_("职级"), max_length=40, unique=True)
    group = models.ForeignKey(
        RankGroup, on_delete=models.PROTECT, related_name="names", verbose_name=_("分组")
    )

    class Meta:
        verbose_name = _("职级对应")
        verbose_name_plural = _("职级对应")
        ordering = ["group", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="rank_name_not_empty")]

    def __str__(self) -> str:
        return self.text


class TargetTable(VersionedTable):
    """How many hours are to be reached (学时目标)."""

    class Meta:
        verbose_name = _("学时目标表")
        verbose_name_plural = _("学时目标表")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="target_table_version_once"),
            models.CheckConstraint(condition=Q(state__in=TableState.values), name="target_table_state"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                name="target_table_period",
            ),
        ]


class Target(Orderable):
    """One target. It is met by hours or, where ``days`` is set, by as many days of concentrated training."""

    table = ParentalKey(TargetTable, on_delete=models.CASCADE, related_name="targets")
    label = models.CharField(_("名目"), max_length=80)
    article = models.CharField(_("条款"), max_length=80, blank=True)
    group = models.ForeignKey(
        RankGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("适用人员"),
        help_text=_("留空表示全体。"),
    )
    period = models.CharField(_("周期"), max_length=12, choices=TargetPeriod.choices)
    first_year = models.PositiveSmallIntegerField(
        _("五年周期的首年"), null=True, blank=True, help_text=_("例如 2023 表示 2023—2027、2028—2032。")
    )
    category = models.CharField(_("计算范围"), max_length=12, choices=TargetCategory.choices)
    hours = models.DecimalField(_("学时"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])
    days = models.DecimalField(
        _("或者天数"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    carries_over = models.BooleanField(_("超出部分结转下一年"), default=False)
    carry_cap = models.DecimalField(
        _("结转上限"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    promoted_months = models.PositiveSmallIntegerField(
        _("提任后补足期限（月）"),
        null=True,
        blank=True,
        help_text=_("进入本组时没有达到的，应当在几个月内达到。"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("学时目标")
        verbose_name_plural = _("学时目标")
        constraints = [
            models.CheckConstraint(
                condition=Q(period__in=TargetPeriod.values) & Q(category__in=TargetCategory.values),
                name="target_vocabularies",
            ),
            models.CheckConstraint(
                condition=~Q(period=TargetPeriod.FIVE_YEARS) | Q(first_year__isnull=False),
                name="target_five_years_from",
                violation_error_message=_("五年周期须写明首年。"),
            ),
        ]

    def __str__(self) -> str:
        return self.label
