"""Words for one thing that rule texts and readers call differently, and words that may be left away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """A word and other ways to say it, one a line, each a few words that must all be there.

    It leads one way: who searches for the word also finds the alternatives, not the other way round.
    """

    word = models.CharField(
        _("词语"),
        max_length=40,
        unique=True,
        help_text=_("读者会输入的说法，例如“拉票贿选”。至少两个字。"),
        error_messages={"unique": _("这个词语已经有同义说法，请在原来那一条里修改。")},
    )
    alternatives = models.TextField(
        _("同义说法"),
        max_length=2000,
        help_text=_(
            "每行一种说法。一行里用空格隔开几个词，表示这几个词要同时出现，例如“贿赂 选民”。"
            "只对上面的词语起作用；需要反过来也能查到的，另建一条。"
        ),
    )
    note = models.CharField(
        _("说明"), max_length=200, blank=True, help_text=_("为什么加这一条，供编辑参考。")
    )

    class Meta:
        verbose_name = _("同义词")
        verbose_name_plural = _("同义词")
        ordering = ["word"]
        constraints = [
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("word"), 2), name="synonym_word_long_enough"
            ),
            models.CheckConstraint(condition=~Q(alternatives=""), name="synonym_has_alternatives"),
        ]

    def __str__(self) -> str:
        return self.word


class StopWord(models.Model):
    """A word that may be dropped from a query where anything else is left (怎么, 什么)."""

    word = models.CharField(
        _("词语"),
        max_length=20,
        unique=True,
        error_messages={"unique": _("这个词已经在停用词里。")},
        help_text=_("读者常写、条文里却没有的词，例如“怎么”。至少两个字；只写这个词的搜索不受影响。"),
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("停用词")
        verbose_name_plural = _("停用词")
        ordering = ["word"]
        constraints = [
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("word"), 2), name="stop_word_long_enough"
            ),
        ]

    def __str__(self) -> str:
        return self.word
