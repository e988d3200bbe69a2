"""What the whole site says of itself."""

from __future__ import annotations

from django import template

from content.selectors.site import SiteFacts, get_site_facts

register = template.Library()


@register.simple_tag
def site_facts() -> SiteFacts:
    """Names, numbers and the reporting box, as edited in the admin."""
    return get_site_facts()
