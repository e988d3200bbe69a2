"""What the search keeps in the database beside its index."""

from search.models.judgements import JudgedQuery, Judgement
from search.models.questions import CommonQuestion
from search.models.reconciliation import IndexedDay, Reconciliation
from search.models.vocabulary import StopWord, Synonym

__all__ = [
    "CommonQuestion",
    "IndexedDay",
    "JudgedQuery",
    "Judgement",
    "Reconciliation",
    "StopWord",
    "Synonym",
]
