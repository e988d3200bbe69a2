"""What editors keep for the search."""

from search.models.judgements import JudgedQuery, Judgement
from search.models.questions import CommonQuestion
from search.models.vocabulary import StopWord, Synonym

__all__ = ["CommonQuestion", "JudgedQuery", "Judgement", "StopWord", "Synonym"]
