"""Models of the rules knowledge base and its publishing."""

from content.models.attachment import AttachmentPage, AttachmentText
from content.models.base import BasePage, PageTag
from content.models.case import CaseIndexPage, CaseItem, CasePage, CasePerson
from content.models.citation import Citation, CitationCheck
from content.models.column import ColumnPage, TopicChoice, TopicIndexPage, TopicPage
from content.models.event import EventIndexPage, EventPage
from content.models.home import HomePage
from content.models.listing import Listing, ListingItem, ListingOutcome, ListingTag
from content.models.matching import ProvisionMatch
from content.models.material import MaterialIndexPage, MaterialItem, MaterialPage
from content.models.news import NewsIndexPage, NewsPage
from content.models.policy import PolicyAttachment, PolicyIndexPage, PolicyPage
from content.models.prohibition import (
    ItemCorrespondence,
    NamedItem,
    ProhibitionIndexPage,
    ProhibitionItem,
    ProhibitionListPage,
)
from content.models.review import ReviewTask
from content.models.rule import EditionPage, Provision, RuleIndexPage, RulePage
from content.models.site import PortalSettings
from content.models.upkeep import ErrorReport, ReviewReminder, Withdrawal

__all__ = [
    "AttachmentPage",
    "AttachmentText",
    "BasePage",
    "CaseIndexPage",
    "CaseItem",
    "CasePage",
    "CasePerson",
    "Citation",
    "CitationCheck",
    "ColumnPage",
    "EditionPage",
    "ErrorReport",
    "EventIndexPage",
    "EventPage",
    "HomePage",
    "ItemCorrespondence",
    "Listing",
    "ListingItem",
    "ListingOutcome",
    "ListingTag",
    "MaterialIndexPage",
    "MaterialItem",
    "MaterialPage",
    "NamedItem",
    "NewsIndexPage",
    "NewsPage",
    "PageTag",
    "PolicyAttachment",
    "PolicyIndexPage",
    "PolicyPage",
    "PortalSettings",
    "ProhibitionIndexPage",
    "ProhibitionItem",
    "ProhibitionListPage",
    "Provision",
    "ProvisionMatch",
    "ReviewReminder",
    "ReviewTask",
    "RuleIndexPage",
    "RulePage",
    "TopicChoice",
    "TopicIndexPage",
    "TopicPage",
    "Withdrawal",
]
