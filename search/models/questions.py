"""常见问法: questions people ask that a provision answers, in their words."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from search.models.places import Place


class CommonQuestion(Place):
    """One question; its words are searched as if they stood in the provision, and shown nowhere."""

    text = models.CharField(
        _("问法"),
        max_length=200,
        help_text=_("读者会怎样问，例如“给选民发钱算不算贿选”。只用于查找，不在页面上显示。"),
    )

    stored_page_id: int | None = None  # the page as it was read: a question may be given to another

    class Meta:
        verbose_name = _("常见问法")
        verbose_name_plural = _("常见问法")
        ordering = ["page_id", "eid", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "eid", "text"],
                name="question_once",
                violation_error_message=_("这一条款已经有同样的问法。"),
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("text"), 2), name="question_long_enough"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        read = super().from_db(*args, **kwargs)
        read.stored_page_id = read.__dict__.get("page_id")
        return read
