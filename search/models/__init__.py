"""What the search keeps: traces without names, and what readers follow."""

from search.models.following import DigestChoice, FollowedRule, FollowNotice, SavedSearch
from search.models.traces import QueryDay, SearchClick, SearchTrace

__all__ = [
    "DigestChoice",
    "FollowNotice",
    "FollowedRule",
    "QueryDay",
    "SavedSearch",
    "SearchClick",
    "SearchTrace",
]
