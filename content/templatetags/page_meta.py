"""Addresses and machine-readable facts for the head of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.timezone import localtime

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


@register.simple_tag(takes_context=True)
def page_meta(context: dict[str, Any], title: str, path: str | None = None, **facts: Any) -> SafeString:
    """The official meta tags of a page, those of shares, and what schema.org wants to know.

    In Python: every page has them, and forty nodes of a template cost as much as a query.

    Args:
        facts: published, changed (moments), source, author, column, column_type, description, picture (a
            rendition), number, is_article, schema (Article, NewsArticle, LearningResource, Legislation …);
            what is empty is left out.
    """
    facts["title"], facts["address"] = title, absolute(path)
    facts["description"] = Truncator(strip_tags(facts.get("description") or "")).chars(120)
    facts["picture"] = absolute(facts["picture"].url) if facts.get("picture") else ""
    facts["keywords"] = _keywords(context.get("page"), getattr(context.get("item"), "heading", ""))
    lines = [_meta("name", name, value) for name, value in _official(facts).items() if value]
    lines += [_meta("property", name, value) for name, value in _shared(facts).items() if value]
    lines.append(f'<link rel="canonical" href="{escape(facts["address"])}">')
    if facts.get("schema"):
        lines.append(_article_data(facts))
    return mark_safe("\n".join(lines))  # noqa: S308 - every word is escaped


def _official(facts: dict[str, Any]) -> dict[str, Any]:
    published, column = facts.get("published"), facts.get("column")
    return {
        "ArticleTitle": facts["title"],
        "PubDate": localtime(published).strftime("%Y-%m-%d %H:%M") if published else "",
        "ContentSource": facts.get("source"),
        "Author": facts.get("author"),
        "ColumnName": column,
        "ColumnType": column and (facts.get("column_type") or column),
        "Keywords": facts["keywords"],
        "Url": facts["address"],
        "description": facts["description"],
    }


def _shared(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "og:description": facts["description"],
        "og:title": facts["title"],
        "og:type": "article" if facts.get("schema") or facts.get("is_article") else "website",
        "og:url": facts["address"],
        "og:image": facts["picture"],
    }


def _meta(kind: str, name: str, value: Any) -> str:
    return f'<meta {kind}="{name}" content="{escape(value)}">'


def _article_data(facts: dict[str, Any]) -> SafeString:
    """A page as schema.org describes it, in a data block no script runs."""
    schema = facts["schema"]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": schema,
        "headline" if schema in _HEADLINED else "name": facts["title"],
        "url": facts["address"],
        "inLanguage": "zh-Hans",
        "datePublished": _day(facts.get("published")),
        "dateModified": _day(facts.get("changed")),
        "description": facts.get("description"),
        "image": facts.get("picture"),
        "publisher": _organization(facts.get("source")),
        "legislationIdentifier": facts.get("number"),
    }
    return _data_block(data)


def _keywords(page: Any, heading: str) -> str:
    """The words of a page, of an item its heading, parted by commas as the official tag wants them."""
    return ",".join([heading] if heading else keywords_of(page)) if isinstance(page, BasePage) else ""


# What schema.org says of a text's force on a day.
_FORCE = {
    Status.NOT_YET: "https://schema.org/NotInForce",
    Status.IN_FORCE: "https://schema.org/InForce",
    Status.MODIFIED: "https://schema.org/NotInForce",
    Status.REPEALED: "https://schema.org/NotInForce",
}


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
    return _data_block(data)


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
    """Facts for machines; what is empty is left out."""
    facts = {key: value for key, value in data.items() if value}
    words = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{words}</script>')  # noqa: S308 - escaped above
