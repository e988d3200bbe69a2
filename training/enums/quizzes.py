"""Item bank, papers, attempts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemKind(models.TextChoices):
    """How a quiz item is answered."""

    SINGLE = "single", _("单选题")
    MULTIPLE = "multiple", _("多选题")
    TRUE_FALSE = "true_false", _("判断题")
    FILL_IN = "fill_in", _("填空题")
    ORDERED = "ordered", _("排序题")


class Difficulty(models.IntegerChoices):
    """How hard an item is meant to be; what it turned out to be is in the item analysis."""

    EASY = 1, _("容易")
    MEDIUM = 2, _("适中")
    HARD = 3, _("较难")


class PaperKind(models.TextChoices):
    """Where the items of a paper come from."""

    FIXED = "fixed", _("固定题目")
    DRAWN = "drawn", _("随机抽题")


class ReviewPolicy(models.TextChoices):
    """When a learner sees the right answers and explanations of a paper."""

    IMMEDIATELY = "immediately", _("交卷后")
    AFTER_PASSING = "after_passing", _("及格后")
    AFTER_DEADLINE = "after_deadline", _("考试截止后")
    NEVER = "never", _("不公布")


class AttemptEnd(models.TextChoices):
    """How an attempt ended."""

    SUBMITTED = "submitted", _("交卷")
    TIME_UP = "time_up", _("到时收卷")
