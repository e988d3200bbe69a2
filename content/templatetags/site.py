"""What the whole site says of itself."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from content.models import PortalSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def site_settings(context: dict[str, Any]) -> PortalSettings:
    """Names, numbers and the reporting box; read once per request, plain defaults where there is none."""
    request = context.get("request")
    return PortalSettings.for_request(request) if isinstance(request, HttpRequest) else PortalSettings()
