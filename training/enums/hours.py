"""Hours: sources, categories, tables, declarations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HourSource(models.TextChoices):
    """Where hours come from; the rule tables say how many."""

    ONLINE = "online", _("网络课程")
    CLASS = "class", _("培训班次")
    OFFLINE = "offline", _("脱产培训（本地）")
    OUT_OF_TOWN = "out_of_town", _("外出培训")
    ABROAD = "abroad", _("出国（境）培训")
    TEACHING = "teaching", _("授课")
    PAPER = "paper", _("调研文章")
    STUDY_GROUP = "study_group", _("中心组学习")
    OTHER = "other", _("其他学习")


# What a learner declares; the others are credited by the portal.
DECLARABLE = (
    HourSource.OFFLINE,
    HourSource.OUT_OF_TOWN,
    HourSource.ABROAD,
    HourSource.TEACHING,
    HourSource.PAPER,
    HourSource.STUDY_GROUP,
    HourSource.OTHER,
)


class HourCategory(models.TextChoices):
    """The counter hours are added to."""

    CONCENTRATED = "concentrated", _("集中培训")
    ONLINE = "online", _("网络培训")


class HourBasis(models.TextChoices):
    """What the figure of a rule is multiplied with."""

    LENGTH = "length", _("按时长分档")
    ONCE = "once", _("每次固定")
    DAY = "day", _("每天")
    HALF_DAY = "half_day", _("每半天")
    HOUR = "hour", _("每学时")


# What a learner may state in a declaration.
MEASURES = (HourBasis.DAY, HourBasis.HALF_DAY, HourBasis.HOUR, HourBasis.ONCE)


# What stands behind an amount.
MEASURE_UNITS = {
    HourBasis.DAY: _("天"),
    HourBasis.HALF_DAY: _("个半天"),
    HourBasis.HOUR: _("学时"),
    HourBasis.ONCE: _("次"),
}


class TableState(models.TextChoices):
    """The life of a rule or target table: what was in force is never edited, a new version replaces it."""

    DRAFT = "draft", _("草稿")
    IN_FORCE = "in_force", _("启用")
    EXAMPLE = "example", _("示例（不启用）")


class TargetPeriod(models.TextChoices):
    """For which time a target is set."""

    YEAR = "year", _("每年")
    FIVE_YEARS = "five_years", _("每五年")


class TargetCategory(models.TextChoices):
    """Which hours count towards a target."""

    CONCENTRATED = "concentrated", _("集中培训")
    ONLINE = "online", _("网络培训")
    REQUIRED = "required", _("必修")
    TOTAL = "total", _("合计")


class DeclarationState(models.TextChoices):
    """Where a declaration of hours stands."""

    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("已退回")
    APPROVED = "approved", _("已认定")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVOKED = "revoked", _("已撤销认定")


# Those that stand for hours, or may yet: none other may be declared for the same.
STANDING_DECLARATIONS = (DeclarationState.SUBMITTED, DeclarationState.APPROVED)
