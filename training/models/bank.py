"""The item bank: topics, items, and where the items rest."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrgUnit
from content.enums import CitationState
from content.models import EditionPage, ProhibitionListPage, RulePage
from training.enums import Difficulty, ItemKind


class Topic(models.Model):
    """What items are filed under and papers draw from. Who practices one that is open sees its answers."""

    name = models.CharField(_("名称"), max_length=60)
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任单位")
    )
    practice = models.BooleanField(
        _("开放练习"),
        default=True,
        help_text=_("学员可以随时练习，并看到答案和解析。正式考试用的题目不要开放。"),
    )

    class Meta:
        verbose_name = _("试题专题")
        verbose_name_plural = _("试题专题")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "unit"],
                name="topic_name_once",
                violation_error_message=_("这个单位已经有同名的专题。"),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(unit__isnull=True),
                name="topic_name_once_without_unit",
                violation_error_message=_("已经有同名的专题。"),
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="topic_has_name", violation_error_message=_("请写名称。")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuizItem(models.Model):
    """One item. ``options`` and ``answer`` are as ``training.grading`` describes them.

    ``version`` and ``digest`` are those of what learners see; a paper in somebody's hands has its own copy.
    """

    kind = models.CharField(_("题型"), max_length=12, choices=ItemKind.choices)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="items", verbose_name=_("专题"))
    difficulty = models.PositiveSmallIntegerField(
        _("难度"), choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    stem = models.TextField(_("题干"), help_text=_("填空题用 ____ 表示空。"))
    options: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(
        _("选项"), default=list, blank=True
    )
    answer: models.JSONField[list[Any], list[Any]] = models.JSONField(_("答案"))
    explanation = models.TextField(_("解析"))
    basis = models.TextField(
        _("依据条文"), blank=True, help_text=_("每行一条引用，例如《中华人民共和国监察法》第十一条。")
    )
    target_list = models.ForeignKey(
        ProhibitionListPage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("纪律清单"),
    )
    target_number = models.PositiveSmallIntegerField(_("条目序号"), null=True, blank=True)
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任单位")
    )
    active = models.BooleanField(
        _("启用"), default=True, help_text=_("停用的题目不再抽取、练习；已用过的答卷不变。")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    changed_at = models.DateTimeField(_("修改时间"), editable=False)

    class Meta:
        verbose_name = _("试题")
        verbose_name_plural = _("试题")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ItemKind.values) & Q(difficulty__in=Difficulty.values),
                name="quiz_item_vocabularies",
            ),
            models.CheckConstraint(condition=~Q(stem="") & ~Q(explanation=""), name="quiz_item_has_words"),
            models.CheckConstraint(condition=Q(version__gte=1), name="quiz_item_from_one"),
        ]
        indexes = [models.Index(fields=["topic", "active", "kind"], name="quiz_item_pool")]

    def __str__(self) -> str:
        return self.stem[:40]

    def content(self) -> dict[str, Any]:
        """What learners see and are marked by: the part that makes a version."""
        return {
            "kind": str(self.kind),
            "stem": self.stem,
            "options": self.options,
            "answer": self.answer,
            "explanation": self.explanation,
            "basis": self.basis,
            "list": self.target_list_id,
            "number": self.target_number,
        }

    def compute_digest(self) -> str:
        """SHA-256 over ``content``."""
        written = json.dumps(self.content(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()


class ItemCitation(models.Model):
    """A provision an item rests on, derived from ``QuizItem.basis`` when the item was last saved.

    The edition is the one in force on that day: once another is, the item is to be looked at again.
    """

    item = models.ForeignKey(QuizItem, on_delete=models.CASCADE, related_name="citations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    target_rule = models.ForeignKey(RulePage, on_delete=models.SET_NULL, null=True, related_name="+")
    target_edition = models.ForeignKey(EditionPage, on_delete=models.SET_NULL, null=True, related_name="+")
    target_eid = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=16, choices=CitationState.choices)

    class Meta:
        verbose_name = _("试题依据")
        constraints = [
            models.UniqueConstraint(fields=["item", "start", "end", "target_eid"], name="item_citation_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="item_citation_span_forward"),
            models.CheckConstraint(
                condition=Q(state__in=CitationState.values), name="item_citation_state_known"
            ),
        ]
        indexes = [models.Index(fields=["target_rule", "target_edition"], name="item_citation_target")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.target_eid}"
