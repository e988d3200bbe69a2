"""The home page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from content.models.base import BasePage


class HomePage(BasePage):
    """The portal's first page."""

    introduction = models.CharField(_("副标题"), max_length=120, blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.BasePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("首页")
