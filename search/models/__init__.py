"""What the search keeps in the database beside its index."""

from search.models.following import DigestChoice, FollowedRule, FollowNotice, SavedSearch
from search.models.judgements import JudgedQuery, Judgement
from search.models.questions import CommonQuestion
from search.models.reconciliation import IndexedDay, Reconciliation
from search.models.traces import QueryDay, SearchClick, SearchTrace
from search.models.vocabulary import StopWord, Synonym

__all__ = [
    "CommonQuestion",
    "DigestChoice",
    "FollowNotice",
    "FollowedRule",
    "IndexedDay",
    "JudgedQuery",
    "Judgement",
    "QueryDay",
    "Reconciliation",
    "SavedSearch",
    "SearchClick",
    "SearchTrace",
    "StopWord",
    "Synonym",
]
