"""Training materials: articles, videos, slides and documents to study."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from content.enums import MaterialKind
from content.models.base import BasePage
from content.models.prohibition import NamedItem

BODY_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "image", "blockquote", "hr"]


class MaterialIndexPage(BasePage):
    """The column of training materials."""

    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.MaterialPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("学习资料栏目")


class MaterialPage(BasePage):
    """Something to study. ``basis`` is searched for citations on publication, as the body is."""

    kind = models.CharField(
        _("形式"), max_length=8, choices=MaterialKind.choices, default=MaterialKind.ARTICLE
    )
    issued_on = models.DateField(_("日期"))
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    body = RichTextField(_("正文"), blank=True, features=BODY_FEATURES)
    file = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("文件"),
        help_text=_("视频（MP4）、课件或文档（PDF）。"),
    )
    captions = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("字幕（WebVTT）"),
    )
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), null=True, blank=True)
    basis = models.TextField(_("依据条文"), blank=True, help_text=_("每行一条引用。"))

    parent_page_types = ["content.MaterialIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("issued_on"), FieldPanel("minutes")]),
                FieldPanel("summary"),
                FieldRowPanel([FieldPanel("file"), FieldPanel("captions")]),
            ],
            _("资料信息"),
        ),
        FieldPanel("body"),
        InlinePanel("items", heading=_("对应的纪律要求"), label=_("条目")),
        FieldPanel("basis"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("学习资料")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=MaterialKind.values), name="material_kind_known"
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.kind != MaterialKind.ARTICLE and self.file_id is None:
            raise ValidationError({"file": _("视频、课件和文档必须选择文件。")})

    @property
    def shows_document(self) -> bool:
        """Whether the page holds a PDF to be looked at in place."""
        return self.kind in (MaterialKind.SLIDES, MaterialKind.PDF) and self.file_id is not None


class MaterialItem(NamedItem):
    """An item of a prohibition list a material teaches."""

    page = ParentalKey(MaterialPage, on_delete=models.CASCADE, related_name="items")

    class Meta(NamedItem.Meta):
        verbose_name = _("对应的条目")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "target_list", "target_number"], name="material_item_once"
            )
        ]
