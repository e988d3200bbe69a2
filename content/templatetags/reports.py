"""The way to tell the editors of an error (纠错)."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from content.models import BasePage
from content.reporting import is_reportable
from content.templatetags.listings import is_preview

register = template.Library()


@register.simple_tag(takes_context=True)
def report_address(context: dict[str, Any]) -> str:
    """The address of the report form for the page (and the article of it) that is shown; "" for other pages.

    The same for every reader, so that the page may be kept in a cache.
    """
    page = context.get("page")
    if not isinstance(page, BasePage) or not page.live or not is_reportable(page):
        return ""
    if is_preview(context):
        return ""
    # A rule as it stood on a day: the edition shown.
    shown = getattr(context.get("text"), "entry", None)
    query: dict[str, str | int] = {"page": shown.page.pk if shown is not None else page.pk}
    head = getattr(context.get("passage"), "head", None)
    if head is not None:
        query["eid"] = head.eid
    return reverse("report_error", query=query)
