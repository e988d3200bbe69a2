"""Addresses and machine-readable facts for the head of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from content.enums import Status
from content.models import BasePage
from content.selectors.addresses import absolute
from content.selectors.keywords import keywords_of
from content.selectors.navigation import NavigationEntry
from content.selectors.rules import EditionEntry
from content.selectors.whole_texts import WholeText

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


# What schema.org says of a text's force on a day.
_FORCE = {
    Status.NOT_YET: "https://schema.org/NotInForce",
    Status.IN_FORCE: "https://schema.org/InForce",
    Status.MODIFIED: "https://schema.org/NotInForce",
    Status.REPEALED: "https://schema.org/NotInForce",
}


@register.simple_tag
def page_keywords(page: Any, heading: str = "") -> str:
    """The words of a page, of an item its heading, parted by commas as the official tag wants them."""
    return ",".join([heading] if heading else keywords_of(page)) if isinstance(page, BasePage) else ""


@register.simple_tag
def legislation_data(text: WholeText, path: str | None) -> SafeString:
    """A rule as schema.org describes legislation, by the edition shown at this address."""
    rule, entry = text.rule, text.entry
    edition = entry.page
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "name": edition.title,
        "alternateName": list(rule.names[1:]),
        "url": absolute(path),
        "inLanguage": "zh-Hans",
        "legislationIdentifier": edition.document_number,
        "legislationType": str(rule.get_level_of_effect_display()),
        "legislationPassedBy": _organization(rule.issuing_body),
        "legislationJurisdiction": rule.region,
        "legislationDate": edition.promulgation_date.isoformat(),
        "legislationDateOfApplicability": entry.starts_on.isoformat(),
        "legislationDateVersion": edition.promulgation_date.isoformat(),
        "legislationLegalForce": _FORCE[entry.status],
        "temporalCoverage": _span(entry),
        "about": rule.subject,
        "datePublished": _day(edition.first_published_at),
        "dateModified": _day(edition.last_published_at),
        "exampleOfWork": {"@type": "Legislation", "name": rule.title, "url": absolute(rule.url)},
    }
    return _data_block({key: value for key, value in data.items() if value})


def _span(entry: EditionEntry) -> str:
    """From the first day in force to the last, open while it is."""
    end = (entry.ends_on - timedelta(days=1)).isoformat() if entry.ends_on else ".."
    return f"{entry.starts_on.isoformat()}/{end}"


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
