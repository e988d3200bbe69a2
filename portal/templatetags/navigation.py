"""The menu and the breadcrumbs of every page."""

from __future__ import annotations

from typing import Any

from django import template

from content.models import BasePage
from content.selectors.navigation import NavigationEntry, list_breadcrumbs, list_navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def main_navigation(context: dict[str, Any]) -> tuple[NavigationEntry, ...]:
    """Entries of the main menu; the one that holds the shown page is current."""
    request = context.get("request")
    return list_navigation(request, _page(context)) if request else ()


@register.simple_tag(takes_context=True)
def breadcrumbs(context: dict[str, Any]) -> list[NavigationEntry]:
    """The way to the shown page."""
    request = context.get("request")
    return list_breadcrumbs(request, _page(context)) if request else []


def _page(context: dict[str, Any]) -> BasePage | None:
    page = context.get("page")
    return page if isinstance(page, BasePage) else None
