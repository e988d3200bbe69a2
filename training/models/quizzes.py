"""Item bank, papers, attempts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Paper(models.Model):
    """A paper (试卷): chosen items, or drawn by rule."""

    title = models.CharField(_("名称"), max_length=120)

    class Meta:
        verbose_name = _("试卷")
        verbose_name_plural = _("试卷")

    def __str__(self) -> str:
        return self.title
