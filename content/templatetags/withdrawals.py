"""What readers are told of a page that was withdrawn but stays readable."""

from __future__ import annotations

from django import template

from content.models import BasePage
from content.selectors.withdrawals import RepealNotice, get_repeal_notice

register = template.Library()


@register.simple_tag
def repeal_notice(page: object) -> RepealNotice | None:
    """The notice above a repealed page; None for any other, and where there is no page."""
    return get_repeal_notice(page) if isinstance(page, BasePage) and page.pk else None
