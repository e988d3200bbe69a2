"""Papers: chosen items, or rules by which items are drawn."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from accounts.models import OrgUnit
from training.enums import Difficulty, ItemKind, PaperKind, ReviewPolicy
from training.models.bank import QuizItem, Topic

LONGEST = 600  # minutes


class Paper(ClusterableModel):
    """A paper (试卷). Every attempt keeps a copy of what was drawn and of these rules.

    ``pass_mark`` is empty where that of the course counts. ``attempts`` 0 is as often as one likes.
    """

    title = models.CharField(_("名称"), max_length=120)
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任单位")
    )
    kind = models.CharField(_("组卷方式"), max_length=8, choices=PaperKind.choices, default=PaperKind.FIXED)
    instructions = models.TextField(_("答题须知"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("限时（分钟）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text=_("留空不限时。到时由服务器收卷。"),
    )
    attempts = models.PositiveSmallIntegerField(
        _("可答次数"), default=0, help_text=_("0 表示不限次数；成绩取最高的一次。")
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("及格分"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("百分制；留空按课程的及格分。"),
    )
    shuffle_items = models.BooleanField(_("打乱题目顺序"), default=True)
    shuffle_options = models.BooleanField(
        _("打乱选项顺序"), default=True, help_text=_("排序题总是打乱；判断题不打乱。")
    )
    partial = models.BooleanField(
        _("部分得分"),
        default=False,
        help_text=_("多选题少选按比例得分、错选不得分，填空题按空得分；不选则全对才得分。"),
    )
    review = models.CharField(
        _("公布答案"), max_length=16, choices=ReviewPolicy.choices, default=ReviewPolicy.IMMEDIATELY
    )
    opens_at = models.DateTimeField(_("开考时间"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("考试截止"), null=True, blank=True, help_text=_("到时未交的试卷由服务器收卷。")
    )

    class Meta:
        verbose_name = _("试卷")
        verbose_name_plural = _("试卷")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PaperKind.values) & Q(review__in=ReviewPolicy.values),
                name="paper_vocabularies",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=LONGEST),
                name="paper_minutes",
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__isnull=True) | Q(pass_mark__lte=100), name="paper_pass_mark_percent"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="paper_closes_after_opening",
                violation_error_message=_("考试截止必须晚于开考时间。"),
            ),
            models.CheckConstraint(
                condition=~Q(review=ReviewPolicy.AFTER_DEADLINE) | Q(closes_at__isnull=False),
                name="paper_review_needs_closing",
                violation_error_message=_("考试截止后公布答案的，须写明考试截止时间。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PaperItem(Orderable):
    """An item of a fixed paper."""

    paper = ParentalKey(Paper, on_delete=models.CASCADE, related_name="chosen")
    item = models.ForeignKey(QuizItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("试题"))
    points = models.DecimalField(
        _("分值"), max_digits=5, decimal_places=1, default=1, validators=[MinValueValidator(0.1)]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("题目")
        constraints = [
            models.UniqueConstraint(fields=["paper", "item"], name="paper_item_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="paper_item_has_points"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.item_id}"


class PaperRule(Orderable):
    """So many items of a topic, perhaps of one kind and difficulty, each for so many points."""

    paper = ParentalKey(Paper, on_delete=models.CASCADE, related_name="draws")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("专题"))
    kind = models.CharField(_("题型"), max_length=12, choices=ItemKind.choices, blank=True)
    difficulty = models.PositiveSmallIntegerField(
        _("难度"), choices=Difficulty.choices, null=True, blank=True
    )
    count = models.PositiveSmallIntegerField(
        _("题数"), default=5, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    points = models.DecimalField(
        _("每题分值"), max_digits=5, decimal_places=1, default=1, validators=[MinValueValidator(0.1)]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("抽题规则")
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=200) & Q(points__gt=0), name="paper_rule_asks_something"
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=ItemKind.values), name="paper_rule_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.count}"

    def clean(self) -> None:
        super().clean()
        if self.points is not None and self.points <= 0:
            raise ValidationError({"points": _("分值要大于 0。")})
