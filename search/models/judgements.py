"""评测问题: queries for which editors said what should be found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from search.enums import Grade
from search.models.places import Place


class JudgedQuery(ClusterableModel):
    """What somebody searches for, with the judgements of what answers it."""

    text = models.CharField(
        _("搜索内容"),
        max_length=200,
        unique=True,
        help_text=_("按读者会输入的样子写，例如“贿选 怎么处理”。"),
        error_messages={"unique": _("这个评测问题已经有了，请在原来那一条里修改。")},
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("评测问题")
        verbose_name_plural = _("评测问题")
        ordering = ["text"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="judged_query_not_empty")]

    def __str__(self) -> str:
        return self.text


class Judgement(Place):
    """How well a page or a provision answers a query."""

    query = ParentalKey(JudgedQuery, on_delete=models.CASCADE, related_name="judgements")
    grade = models.PositiveSmallIntegerField(_("符合程度"), choices=Grade.choices, default=Grade.EXACT)

    class Meta:
        verbose_name = _("应查到的内容")
        verbose_name_plural = _("应查到的内容")
        ordering = ["-grade", "id"]
        constraints = [
            models.UniqueConstraint(fields=["query", "page", "eid"], name="judged_once"),
            models.CheckConstraint(condition=Q(grade__in=[1, 2, 3]), name="judgement_grade_known"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.label}".strip()
