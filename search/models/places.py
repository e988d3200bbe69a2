"""A page, or one provision of it, that something is said of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import BasePage

MAX_EID = 80


class Place(models.Model):
    """``eid`` names the provision, "" for the whole page; ``label`` is what people call it (第十五条).

    Rows go with their page: they say nothing without it.
    """

    page = models.ForeignKey(
        BasePage,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("页面"),
        help_text=_("选规则时，取它现行有效的版本。"),
    )
    label = models.CharField(
        _("条款"), max_length=60, blank=True, help_text=_("例如“第十五条”“第三项”；指整个页面的，不填。")
    )
    eid = models.CharField(max_length=MAX_EID, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def place_key(self) -> str:
        """What a search document of this place is called (``SearchDocument.key``)."""
        return f"{self.page_id}:{self.eid}"
