"""Rule (the work), its editions (the texts) and their provisions (derived from the texts)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index
from wagtail.url_routing import RouteResult

from common.document_numbers import search_key
from content.enums import ChangeKind, Grammar, LevelOfEffect
from content.fields import RuleTextField
from content.models.base import BasePage
from content.panels import StructurePanel
from content.routes import is_provision_id


class RuleIndexPage(BasePage):
    """The rules base: every rule by level of effect."""

    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.RulePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("规则库")


class RulePage(BasePage):
    """A rule as a work, whatever its texts: its address answers with the edition in force."""

    short_names = models.TextField(
        _("简称"), blank=True, help_text=_("每行一个，例如“监察法”。正文和检索中的简称据此识别。")
    )
    level_of_effect = models.CharField(_("效力层级"), max_length=32, choices=LevelOfEffect.choices)
    issuing_body = models.CharField(_("制定机关"), max_length=120)
    region = models.CharField(_("适用区域"), max_length=40, blank=True, help_text=_("全国适用的留空。"))
    subject = models.CharField(_("主题"), max_length=80, blank=True)

    parent_page_types = ["content.RuleIndexPage"]
    subpage_types = ["content.EditionPage"]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("level_of_effect"), FieldPanel("issuing_body")]),
                FieldRowPanel([FieldPanel("region"), FieldPanel("subject")]),
                FieldPanel("short_names"),
            ],
            _("规则信息"),
        ),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("short_names")]

    class Meta:
        verbose_name = _("规则")
        constraints = [
            models.CheckConstraint(
                condition=Q(level_of_effect__in=LevelOfEffect.values), name="rule_level_known"
            )
        ]

    @property
    def names(self) -> tuple[str, ...]:
        """The full title and every short name, the title first."""
        return (self.title, *(name.strip() for name in self.short_names.splitlines() if name.strip()))

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """Besides its editions: ``on/<date>/[art-…/]``, ``compare/<old>/<new>/`` and ``art-…/``."""
        if self.live and path_components:
            first, *rest = path_components
            if first == "on" and len(rest) <= 2:
                return RouteResult(self, kwargs={"view": "rule_on", "arguments": rest})
            if first == "compare" and len(rest) in (0, 2):
                return RouteResult(self, kwargs={"view": "rule_comparison", "arguments": rest})
            if is_provision_id(first) and not rest:
                return RouteResult(self, kwargs={"view": "rule_on", "arguments": ["", first]})
        return super().route(request, path_components)


class EditionPage(BasePage):
    """One text of a rule.

    ``text`` is the source; provisions and citations are derived from it on publication.
    The dates are the edition's own: an amended text's last article may still carry the first version's
    wording. ``effective_date`` may be unknown (the amending decision names it); then the promulgation date
    counts.
    ``end_date`` is the first day on which the edition is no longer in force.
    """

    text = RuleTextField(_("正文"), blank=True)
    grammar = models.CharField(_("结构"), max_length=10, choices=Grammar.choices, default=Grammar.AUTO)
    change_kind = models.CharField(
        _("变动方式"), max_length=12, choices=ChangeKind.choices, default=ChangeKind.ENACTMENT
    )
    document_number = models.CharField(_("发文字号"), max_length=60, blank=True)
    document_number_key = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    promulgation_date = models.DateField(_("公布日期"))
    effective_date = models.DateField(
        _("施行日期"), null=True, blank=True, help_text=_("未载明的留空，按公布日期计。")
    )
    end_date = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("自该日起不再有效。"))

    parent_page_types = ["content.RulePage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("change_kind"), FieldPanel("document_number")]),
                FieldRowPanel(
                    [FieldPanel("promulgation_date"), FieldPanel("effective_date"), FieldPanel("end_date")]
                ),
            ],
            _("版本信息"),
        ),
        FieldPanel("grammar"),
        StructurePanel(),
        FieldPanel("text", attrs={"data-edition-text": ""}),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("document_number")]

    class Meta:
        verbose_name = _("规则版本")
        constraints = [
            models.CheckConstraint(
                condition=Q(change_kind__in=ChangeKind.values), name="edition_change_kind_known"
            ),
            models.CheckConstraint(condition=Q(grammar__in=Grammar.values), name="edition_grammar_known"),
            models.CheckConstraint(
                condition=Q(effective_date__isnull=True) | Q(effective_date__gte=F("promulgation_date")),
                name="edition_effective_not_before_promulgation",
            ),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gt=F("promulgation_date")),
                name="edition_ends_after_promulgation",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if is_provision_id(self.slug or "") or self.slug in {"on", "compare"}:
            raise ValidationError({"slug": _("这个网址用作条文地址，请换一个。")})
        if not self.text.strip() and self.change_kind != ChangeKind.REPEAL:
            raise ValidationError({"text": _("正文不能为空；只有废止规则的决定可以没有正文。")})
        if self.effective_date and self.effective_date < self.promulgation_date:
            raise ValidationError({"effective_date": _("施行日期不能早于公布日期。")})
        if self.end_date and self.end_date <= (self.effective_date or self.promulgation_date):
            raise ValidationError({"end_date": _("失效日期必须晚于施行日期。")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.document_number_key = search_key(self.document_number) if self.document_number else ""
        super().save(*args, **kwargs)

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """An edition answers with one provision under ``art-…/``; with nothing where its rule is offline.

        Raises:
            Http404: the rule was taken offline, or there is nothing of that name.
        """
        if not self.get_parent().live:
            raise Http404
        if self.live and len(path_components) == 1 and is_provision_id(path_components[0]):
            return RouteResult(self, kwargs={"view": "provision", "arguments": path_components})
        return super().route(request, path_components)


class Provision(models.Model):
    """One numbered part of a published text; derived, never edited.

    ``own_start`` and ``own_end`` are offsets in the text of the provision's own characters (label, words and
    line end, without its children): together the provisions of a page cover its text exactly once.
    """

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="provisions")
    eid = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    order = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    parent_eid = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=60, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    own_start = models.PositiveIntegerField()
    own_end = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("条款")
        constraints = [
            models.UniqueConstraint(fields=["page", "eid"], name="provision_eid_once"),
            models.UniqueConstraint(fields=["page", "order"], name="provision_order_once"),
            models.CheckConstraint(condition=Q(own_end__gte=F("own_start")), name="provision_span_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.eid}"
