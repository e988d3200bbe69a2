"""Addresses and machine-readable facts for the head of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from content.selectors.addresses import absolute
from content.selectors.navigation import NavigationEntry

register = template.Library()

# As django.utils.html.json_script does: nothing in the data can end the script element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
# What search engines call an article's title.
_HEADLINED = frozenset({"Article", "NewsArticle"})


@register.simple_tag
def canonical_address(path: str | None) -> str:
    """The one address a page is known by: the installation's own, without filters of the visit."""
    return absolute(path)


@register.simple_tag
def site_domain() -> str:
    """The host name readers use."""
    return urlsplit(settings.SITE_URL).netloc


@register.simple_tag
def article_data(schema: str, address: str, title: str, **facts: Any) -> SafeString:
    """A page as schema.org describes it, in a data block no script runs.

    Args:
        schema: Article, NewsArticle, LearningResource, Legislation, CollectionPage …
        facts: published, changed, source, description, picture, number; what is empty is left out.
    """
    name = "headline" if schema in _HEADLINED else "name"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": schema,
        name: title,
        "url": address,
        "inLanguage": "zh-Hans",
        "datePublished": _day(facts.get("published")),
        "dateModified": _day(facts.get("changed")),
        "description": facts.get("description"),
        "image": facts.get("picture"),
        "publisher": _organization(facts.get("source")),
        "legislationIdentifier": facts.get("number"),
    }
    return _data_block({key: value for key, value in data.items() if value})


@register.simple_tag
def breadcrumb_data(crumbs: Sequence[NavigationEntry]) -> SafeString:
    """The way to the page as schema.org describes it."""
    steps = [
        {
            "@type": "ListItem",
            "position": place,
            "name": crumb.title,
            "item": absolute(urlsplit(crumb.url).path),
        }
        for place, crumb in enumerate(crumbs, start=1)
    ]
    return _data_block(
        {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps}
    )


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else None


def _organization(name: Any) -> dict[str, str] | None:
    return {"@type": "Organization", "name": str(name)} if name else None


def _data_block(data: dict[str, Any]) -> SafeString:
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{words}</script>')  # noqa: S308 - escaped above
