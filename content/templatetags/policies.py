"""The text of a policy page for reading."""

from __future__ import annotations

from typing import Any

from django import template

from content.grammar.parser import parse
from content.grammar.rows import flatten
from content.models import PolicyPage, Provision
from content.selectors.attachments import Attached, list_attachments
from content.selectors.citations import links_of
from content.selectors.reading import Reading, build_reading
from content.templatetags.listings import is_preview, viewer

register = template.Library()


@register.simple_tag(takes_context=True)
def policy_reading(context: dict[str, Any], page: PolicyPage) -> Reading:
    """The text arranged for reading, its citations as links; a preview is read from the draft itself."""
    if is_preview(context):
        return build_reading(flatten(parse(page.text, grammar=page.grammar)))
    rows = Provision.objects.filter(page_id=page.pk).order_by("order")
    return build_reading(rows, links_of(page, user=viewer(context)))


@register.simple_tag(takes_context=True)
def policy_attachments(context: dict[str, Any], page: PolicyPage) -> list[Attached]:
    """The attachments in their order; of a file the reader may not open there is the name alone."""
    return list_attachments(page, user=viewer(context))
