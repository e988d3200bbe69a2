"""What the site says of itself at the head and the foot of every page."""

from __future__ import annotations

from dataclasses import dataclass

from common import generation
from content.models import PortalSettings


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The public fields of ``PortalSettings``."""

    organizer: str
    operator: str
    filing_number: str
    police_filing_number: str
    site_code: str
    contact: str
    report_phone: str
    report_words: str


def get_site_facts() -> SiteFacts:
    """The settings of the site, their defaults while nobody saved any; no query while nothing has changed."""
    return generation.keep("content.site_facts", _read)


def _read() -> SiteFacts:
    row = PortalSettings.objects.filter(site__is_default_site=True).first() or PortalSettings()
    return SiteFacts(**{name: getattr(row, name) for name in SiteFacts.__slots__})
