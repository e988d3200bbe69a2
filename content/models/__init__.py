"""Models of the rules knowledge base and its publishing."""

from content.models.base import BasePage
from content.models.citation import Citation, CitationCheck
from content.models.home import HomePage
from content.models.matching import ProvisionMatch
from content.models.policy import PolicyIndexPage, PolicyPage
from content.models.prohibition import (
    ItemCorrespondence,
    ProhibitionIndexPage,
    ProhibitionItem,
    ProhibitionListPage,
)
from content.models.review import ReviewTask
from content.models.rule import EditionPage, Provision, RuleIndexPage, RulePage

__all__ = [
    "BasePage",
    "Citation",
    "CitationCheck",
    "EditionPage",
    "HomePage",
    "ItemCorrespondence",
    "PolicyIndexPage",
    "PolicyPage",
    "ProhibitionIndexPage",
    "ProhibitionItem",
    "ProhibitionListPage",
    "Provision",
    "ProvisionMatch",
    "ReviewTask",
    "RuleIndexPage",
    "RulePage",
]
