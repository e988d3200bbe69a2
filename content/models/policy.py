"""Policy texts: notices and plans, whose structure is 一、（一）1.（1）."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index
from wagtail.url_routing import RouteResult

from common.document_numbers import search_key
from content.enums import Grammar
from content.fields import RuleTextField
from content.models.base import BasePage
from content.panels import StructurePanel
from content.routes import is_provision_id


class PolicyIndexPage(BasePage):
    """The column of policy texts."""

    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.PolicyPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("政策文件栏目")


class PolicyPage(BasePage):
    """A notice or plan. ``text`` is the source; its points are derived on publication."""

    text = RuleTextField(_("正文"))
    grammar = models.CharField(_("结构"), max_length=10, choices=Grammar.choices, default=Grammar.OUTLINE)
    issuing_body = models.CharField(_("发文机关"), max_length=120)
    document_number = models.CharField(_("发文字号"), max_length=60, blank=True)
    document_number_key = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    signed_date = models.DateField(_("成文日期"))
    addressees = models.CharField(_("主送机关"), max_length=300, blank=True)
    copied_to = models.CharField(_("抄送机关"), max_length=300, blank=True)
    printing_office = models.CharField(_("印发机关"), max_length=120, blank=True)
    printed_on = models.DateField(_("印发日期"), null=True, blank=True)
    index_number = models.CharField(_("索引号"), max_length=60, blank=True)

    parent_page_types = ["content.PolicyIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("issuing_body"), FieldPanel("document_number")]),
                FieldRowPanel([FieldPanel("signed_date"), FieldPanel("index_number")]),
                FieldRowPanel([FieldPanel("addressees"), FieldPanel("copied_to")]),
                FieldRowPanel([FieldPanel("printing_office"), FieldPanel("printed_on")]),
                FieldPanel("grammar"),
            ],
            _("文件信息（GB/T 9704—2012）"),
        ),
        StructurePanel(),
        FieldPanel("text"),
        InlinePanel("attachments", heading=_("附件"), label=_("附件")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("document_number")]

    class Meta:
        verbose_name = _("政策文件")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.document_number_key = search_key(self.document_number) if self.document_number else ""
        super().save(*args, **kwargs)

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """A policy text answers with one point under ``pt-…/``."""
        if self.live and len(path_components) == 1 and is_provision_id(path_components[0]):
            return RouteResult(self, kwargs={"view": "provision", "arguments": path_components})
        return super().route(request, path_components)


class PolicyAttachment(Orderable):
    """A file that belongs to a policy text."""

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="attachments")
    title = models.CharField(_("名称"), max_length=120)
    file = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.PROTECT, related_name="+", verbose_name=_("文件")
    )

    panels = [FieldPanel("title"), FieldPanel("file")]

    class Meta(Orderable.Meta):
        verbose_name = _("附件")

    def __str__(self) -> str:
        return self.title
