"""Dated lists, as templates call for them."""

from __future__ import annotations

from typing import Any

from django import template

from content.models import BasePage, ColumnPage, Listing, TopicPage
from content.selectors import columns
from content.templatetags.listings import asked, viewer

register = template.Library()


@register.simple_tag(takes_context=True)
def column_slice(context: dict[str, Any], page: BasePage) -> columns.ColumnSlice:
    """The stretch of a column the reader asked for: of its children, or of what its saved query finds."""
    user, before = viewer(context), asked(context, "before")
    if isinstance(page, ColumnPage | TopicPage):
        return columns.list_query(page, user=user, before=before)
    return columns.list_children(page, user=user, before=before)


@register.simple_tag(takes_context=True)
def latest_lines(context: dict[str, Any], kinds: str = "", limit: int = 8) -> list[Listing]:
    """What was published last, of the kinds named (separated by blanks) or of all."""
    return columns.list_latest_lines(user=viewer(context), kinds=kinds.split(), limit=limit)


@register.simple_tag
def line_address(line: Listing) -> str:
    """The address of a listed page; the tree's address without the site's own root."""
    return columns.address_of(line)
