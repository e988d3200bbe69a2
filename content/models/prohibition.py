"""Prohibition lists (九严禁 and its generations) and their items."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.url_routing import RouteResult

from content.enums import ListLevel, Sanction
from content.fields import CodesField
from content.models.base import BasePage


class ProhibitionIndexPage(BasePage):
    """All generations of the lists, side by side."""

    introduction = models.TextField(_("导语"), blank=True)
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.ProhibitionListPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("纪律要求对照")


class ProhibitionListPage(BasePage):
    """One list. Its identity is issuer, level, region and year: “十严禁” alone names several."""

    generation = models.CharField(_("代称"), max_length=40, help_text=_("例如“九严禁”。"))
    issuers = models.CharField(_("制定机关"), max_length=160)
    level = models.CharField(_("层级"), max_length=12, choices=ListLevel.choices, default=ListLevel.CENTRAL)
    region = models.CharField(_("适用区域"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("年份"))
    document_title = models.CharField(_("所在文件"), max_length=160, blank=True)
    document_number = models.CharField(_("发文字号"), max_length=60, blank=True)
    completeness = models.CharField(
        _("文本情况"), max_length=200, blank=True, help_text=_("文本不全或未核实时写明。")
    )
    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True

    parent_page_types = ["content.ProhibitionIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("generation"), FieldPanel("year")]),
                FieldRowPanel([FieldPanel("level"), FieldPanel("region")]),
                FieldPanel("issuers"),
                FieldRowPanel([FieldPanel("document_title"), FieldPanel("document_number")]),
                FieldPanel("completeness"),
                FieldPanel("introduction"),
            ],
            _("清单信息"),
        ),
        InlinePanel("items", heading=_("条目"), label=_("条目")),
    ]

    class Meta:
        verbose_name = _("纪律清单")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__gte=1978, year__lte=2100), name="prohibition_list_year"
            )
        ]

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """A list answers with one item under ``item-<number>/``."""
        if self.live and len(path_components) == 1:
            word, _dash, number = path_components[0].partition("-")
            if word == "item" and number.isascii() and number.isdigit():
                return RouteResult(self, kwargs={"view": "prohibition_item", "arguments": [number]})
        return super().route(request, path_components)


class ProhibitionItem(ClusterableModel, Orderable):
    """One item: what is forbidden, and what follows without exception (一律…)."""

    page = ParentalKey(ProhibitionListPage, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(_("序号"))
    group = models.CharField(
        _("分组"), max_length=20, blank=True, help_text=_("清单分部分时填写，例如“5个严禁”。")
    )
    heading = models.CharField(_("标题"), max_length=120)
    verified = models.BooleanField(_("标题已核实"), default=True)
    text = models.TextField(_("原文"), blank=True)
    consequence = models.TextField(_("一律……"), blank=True, help_text=_("处理后果的原文。"))
    sanctions = CodesField(_("处理方式"), vocabulary=Sanction, default=list, blank=True)
    explanation = models.TextField(_("本站说明"), blank=True)
    legal_basis = models.TextField(
        _("依据条文"), blank=True, help_text=_("每行一条引用，例如《中华人民共和国监察法》第十一条。")
    )

    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("group")]),
        FieldPanel("heading"),
        FieldPanel("verified"),
        FieldPanel("text"),
        FieldPanel("consequence"),
        FieldPanel("sanctions"),
        FieldPanel("explanation"),
        FieldPanel("legal_basis"),
        InlinePanel("correspondences", heading=_("与其他清单的对应"), label=_("对应条目")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("清单条目")
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="prohibition_item_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}"

    @property
    def eid(self) -> str:
        """Stable id of the item within its list."""
        return f"item-{self.number}"

    @property
    def sanction_labels(self) -> list[str]:
        """The sanctions in words."""
        return [str(Sanction(code).label) for code in self.sanctions]


class ItemCorrespondence(Orderable):
    """“Corresponds to item n of list X”, between generations."""

    item = ParentalKey(ProhibitionItem, on_delete=models.CASCADE, related_name="correspondences")
    target_list = models.ForeignKey(
        ProhibitionListPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("清单")
    )
    target_number = models.PositiveSmallIntegerField(_("序号"))

    panels = [FieldRowPanel([FieldPanel("target_list"), FieldPanel("target_number")])]

    class Meta(Orderable.Meta):
        verbose_name = _("对应条目")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "target_list", "target_number"], name="correspondence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_list_id} {self.target_number}"


class NamedItem(Orderable):
    """An item of a prohibition list that a page names, by list and number."""

    target_list = models.ForeignKey(
        ProhibitionListPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("清单")
    )
    target_number = models.PositiveSmallIntegerField(_("序号"))

    panels = [FieldRowPanel([FieldPanel("target_list"), FieldPanel("target_number")])]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.target_list_id} {self.target_number}"
