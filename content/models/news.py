"""News and reports of experience."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from content.enums import NewsKind
from content.models.base import BasePage
from content.models.material import BODY_FEATURES


class NewsIndexPage(BasePage):
    """The column of news and reports of experience."""

    template = "content/column_page.html"
    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.NewsPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("工作动态栏目")


class NewsPage(BasePage):
    """One report."""

    kind = models.CharField(_("类别"), max_length=12, choices=NewsKind.choices, default=NewsKind.NEWS)
    reported_on = models.DateField(_("日期"))
    region = models.CharField(_("区域"), max_length=40, blank=True)
    editor_in_charge = models.CharField(_("责任编辑"), max_length=40, blank=True)
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("题图"),
    )
    body = RichTextField(_("正文"), features=BODY_FEATURES)

    parent_page_types = ["content.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("reported_on")]),
                FieldRowPanel([FieldPanel("region"), FieldPanel("editor_in_charge")]),
                FieldPanel("summary"),
                FieldPanel("image"),
            ],
            _("信息"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("工作动态")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=NewsKind.values), name="news_kind_known")
        ]
