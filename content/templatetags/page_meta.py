"""Addresses for the head of a page."""

from __future__ import annotations

from urllib.parse import urljoin

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def canonical_address(path: str | None) -> str:
    """The one address a page is known by: the installation's own, without filters of the visit."""
    return urljoin(f"{settings.SITE_URL.rstrip('/')}/", path or "/")
