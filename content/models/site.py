"""What stands at the foot of every page, and how to report; per site, edited in the admin."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="home", order=10)
class PortalSettings(BaseSiteSetting):
    """Slots a government site must have (国办发〔2017〕47号); an empty one is not shown."""

    organizer = models.CharField(_("主办单位"), max_length=120, blank=True)
    operator = models.CharField(_("承办单位"), max_length=120, blank=True)
    filing_number = models.CharField(_("备案号"), max_length=60, blank=True)
    police_filing_number = models.CharField(_("公安备案号"), max_length=60, blank=True)
    site_code = models.CharField(_("网站标识码"), max_length=40, blank=True)
    contact = models.CharField(_("联系方式"), max_length=120, blank=True)
    report_phone = models.CharField(_("举报电话"), max_length=20, default="12380")
    report_words = models.CharField(
        _("举报说明"), max_length=120, blank=True, default="电话、网站、短信、来信均可，依法保密。"
    )
    # No rule says how long a review may take; the project's own proposal, to be set by the site.
    review_days = models.PositiveSmallIntegerField(
        _("每审时限（工作日）"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("从轮到该环节起算，周六、周日不计；到期只提醒，不影响审核。"),
    )
    # Government columns are checked each quarter (国办秘函〔2019〕19号); two weeks leave time to mend.
    reminder_days = models.PositiveSmallIntegerField(
        _("复核提前提醒（天）"),
        default=14,
        validators=[MinValueValidator(0), MaxValueValidator(180)],
        help_text=_("页面复核日期之前多少天提醒责任单位的编辑。"),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("organizer"), FieldPanel("operator")]),
                FieldRowPanel([FieldPanel("filing_number"), FieldPanel("police_filing_number")]),
                FieldRowPanel([FieldPanel("site_code"), FieldPanel("contact")]),
            ],
            _("页脚"),
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("report_phone"), FieldPanel("report_words")])], _("举报")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("review_days"), FieldPanel("reminder_days")])], _("审核和复核")
        ),
    ]

    class Meta:
        verbose_name = _("网站信息")
