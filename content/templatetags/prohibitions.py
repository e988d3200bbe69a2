"""Prohibition lists, as templates call for them."""

from __future__ import annotations

from typing import Any

from django import template

from content.models import ProhibitionListPage
from content.selectors import prohibitions
from content.templatetags.listings import asked, is_preview, viewer

register = template.Library()


@register.simple_tag(takes_context=True)
def front_list(context: dict[str, Any]) -> ProhibitionListPage | None:
    """The list the campaign is taught by."""
    return prohibitions.get_front_list(user=viewer(context))


@register.simple_tag(takes_context=True)
def prohibition_items(context: dict[str, Any], page: ProhibitionListPage) -> list[prohibitions.ItemEntry]:
    """The items of a list with the number of articles each rests on; a preview shows the draft's own."""
    if is_preview(context):
        return prohibitions.list_draft_items(page)
    return prohibitions.list_items(page, user=viewer(context))


@register.simple_tag(takes_context=True)
def generations(context: dict[str, Any]) -> prohibitions.Generations:
    """The lists side by side."""
    return prohibitions.get_generations(user=viewer(context))


@register.simple_tag(takes_context=True)
def sanctions(context: dict[str, Any]) -> list[prohibitions.SanctionFacet]:
    """The sanctions of all lists, each with its items."""
    return prohibitions.list_sanctions(user=viewer(context))


@register.simple_tag(takes_context=True)
def chosen_sanction(
    context: dict[str, Any], facets: list[prohibitions.SanctionFacet]
) -> prohibitions.SanctionFacet | None:
    """The sanction the reader filters by, if there is one of that name."""
    code = asked(context, "sanction")
    return next((facet for facet in facets if facet.sanction.value == code), None)
