"""Special topics, and columns that list a saved query."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable

from content.enums import ListingKind
from content.fields import CodesField
from content.models.base import BasePage
from content.models.prohibition import ProhibitionListPage


class SavedQuery(models.Model):
    """Which pages are listed; every condition given must hold, none lists everything."""

    kinds = CodesField(_("类型"), vocabulary=ListingKind, default=list, blank=True)
    query_tag = models.CharField(_("标签"), max_length=100, blank=True)
    query_region = models.CharField(_("区域"), max_length=40, blank=True)
    query_year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True)
    query_list = models.ForeignKey(
        ProhibitionListPage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("纪律清单"),
    )
    query_item = models.PositiveSmallIntegerField(_("清单条目"), null=True, blank=True)

    query_panels = [
        FieldPanel("kinds"),
        FieldRowPanel([FieldPanel("query_tag"), FieldPanel("query_region"), FieldPanel("query_year")]),
        FieldRowPanel([PageChooserPanel("query_list"), FieldPanel("query_item")]),
    ]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kinds} {self.query_tag} {self.query_region} {self.query_year or ''}".strip()

    def clean(self) -> None:
        super().clean()
        if self.query_item is not None and self.query_list_id is None:
            raise ValidationError({"query_item": _("先选择清单，再填写条目序号。")})


class TopicIndexPage(BasePage):
    """All special topics."""

    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.TopicPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("专题栏目")


class TopicPage(BasePage, SavedQuery):  # type: ignore[django-manager-missing]
    """A special topic: chosen pages first, then what its saved query finds.

    Without conditions it shows the chosen pages alone.
    """

    opened_on = models.DateField(_("开设日期"))
    introduction = models.TextField(_("导语"), blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("题图"),
    )

    parent_page_types = ["content.TopicIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("opened_on"), FieldPanel("image")]),
        FieldPanel("introduction"),
        InlinePanel("choices", heading=_("精选"), label=_("页面")),
        MultiFieldPanel(SavedQuery.query_panels, _("自动列出")),
    ]

    class Meta:
        verbose_name = _("专题")


class TopicChoice(Orderable):
    """A page an editor put first in a topic."""

    topic = ParentalKey(TopicPage, on_delete=models.CASCADE, related_name="choices")
    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("页面"))

    panels = [PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("精选页面")
        constraints = [models.UniqueConstraint(fields=["topic", "page"], name="topic_choice_once")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.page_id}"


class ColumnPage(BasePage, SavedQuery):  # type: ignore[django-manager-missing]
    """A column that lists what its saved query finds anywhere on the site."""

    template = "content/column_page.html"
    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True

    parent_page_types = ["content.HomePage"]
    subpage_types: list[str] = []
    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(SavedQuery.query_panels, _("列出哪些页面")),
    ]

    class Meta:
        verbose_name = _("自动栏目")
