"""Case notices (案例通报): what was done, by whom, and what followed; people are never named in full."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.url_routing import RouteResult

from content.anonymity import find_identifiers, label_problem
from content.enums import NoticeKind, Outcome
from content.fields import CodesField
from content.models.base import BasePage
from content.models.prohibition import NamedItem


class CaseIndexPage(BasePage):
    """The column of case notices, with their statistics."""

    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.CasePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("案例通报栏目")

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """The column answers with its figures under ``statistics/``."""
        if self.live and path_components == ["statistics"]:
            return RouteResult(self, kwargs={"view": "case_statistics", "arguments": []})
        return super().route(request, path_components)


class CasePage(BasePage):
    """One case. The title names the problem, not the person (中央组织部 2016-10-18 notice: the usual shape).

    ``facts`` and ``broken_rules`` are searched for citations on publication: each provision leads back here.
    """

    notice_kind = models.CharField(
        _("通报方式"), max_length=16, choices=NoticeKind.choices, default=NoticeKind.PUBLICATION
    )
    notified_on = models.DateField(_("通报日期"))
    issuing_body = models.CharField(_("通报机关"), max_length=120)
    occurred = models.CharField(
        _("发生时间"), max_length=60, blank=True, help_text=_("例如“2025年3月至4月”。")
    )
    year = models.PositiveSmallIntegerField(
        _("发生年份"), validators=[MinValueValidator(1978), MaxValueValidator(2100)]
    )
    region = models.CharField(_("发生区域"), max_length=40, blank=True, help_text=_("例如“某区”；不写到村。"))
    facts = models.TextField(_("基本事实"))
    broken_rules = models.TextField(
        _("违反的规定"), blank=True, help_text=_("每行一条引用，例如《中华人民共和国监察法》第十一条。")
    )
    warning = models.TextField(_("警示"), blank=True)

    # Every word of a notice a reader or a search may meet; none may hold a number that identifies a person.
    checked_fields = (
        "title",
        "facts",
        "occurred",
        "broken_rules",
        "warning",
        "seo_title",
        "search_description",
    )

    parent_page_types = ["content.CaseIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("notice_kind"), FieldPanel("notified_on")]),
                FieldRowPanel([FieldPanel("issuing_body"), FieldPanel("region")]),
                FieldRowPanel([FieldPanel("occurred"), FieldPanel("year")]),
            ],
            _("通报信息"),
        ),
        FieldPanel("facts"),
        InlinePanel("people", heading=_("人员和处理"), label=_("人员")),
        InlinePanel("items", heading=_("违反的纪律要求"), label=_("条目")),
        FieldPanel("broken_rules"),
        FieldPanel("warning"),
    ]

    class Meta:
        verbose_name = _("案例通报")
        constraints = [
            models.CheckConstraint(condition=models.Q(year__gte=1978, year__lte=2100), name="case_year"),
            models.CheckConstraint(
                condition=models.Q(notice_kind__in=NoticeKind.values), name="case_notice_kind_known"
            ),
        ]

    def clean(self) -> None:
        """Refuse what identifies a person; also in a draft, for a draft leaves its words in the history.

        Raises:
            ValidationError: by field, in the editor's words; the numbers themselves are not repeated.
        """
        super().clean()
        problems = {
            name: found for name in self.checked_fields if (found := _identifying(getattr(self, name)))
        }
        people = [problem for person in self.people.all() for problem in person.problems().values()]
        if people:
            problems["__all__"] = people
        if problems:
            raise ValidationError(problems)


class CasePerson(Orderable):
    """A person of a case: 张某, the post held, and what followed."""

    page = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="people")
    label = models.CharField(_("称谓"), max_length=20, help_text=_("例如“张某”“李某某”，不写全名。"))
    post = models.CharField(_("时任职务"), max_length=120, blank=True)
    outcomes = CodesField(_("处理结果"), vocabulary=Outcome, default=list, blank=True)
    remark = models.CharField(_("说明"), max_length=200, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("post")]),
        FieldPanel("outcomes"),
        FieldPanel("remark"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("涉案人员")

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        problems = self.problems()
        if problems:
            raise ValidationError(problems)

    def problems(self) -> dict[str, str]:
        """By field: what would identify the person."""
        named = label_problem(self.label)
        numbers = {name: " ".join(_identifying(getattr(self, name))) for name in ("label", "post", "remark")}
        found = {**numbers, "label": named or numbers["label"]}
        return {name: problem for name, problem in found.items() if problem}

    @property
    def outcome_labels(self) -> list[str]:
        """What followed, in words."""
        return [str(Outcome(code).label) for code in self.outcomes]


class CaseItem(NamedItem):
    """An item of a prohibition list the case broke."""

    page = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="items")

    class Meta(NamedItem.Meta):
        verbose_name = _("违反的条目")
        constraints = [
            models.UniqueConstraint(fields=["page", "target_list", "target_number"], name="case_item_once")
        ]


def _identifying(words: str | None) -> list[str]:
    return [
        gettext("含有%(kind)s（%(hint)s），请删去后再保存：通报不得公开可以识别个人的号码。")
        % {"kind": found.kind, "hint": found.hint}
        for found in find_identifiers(words or "")
    ]
