"""The words editors keep, as the value the query language takes."""

from __future__ import annotations

from common import generation
from search.analysis.vocabulary import Vocabulary, read_alternatives
from search.models import StopWord, Synonym


def current_vocabulary() -> Vocabulary:
    """The vocabulary that holds now; kept in memory until something changes, so mostly no query."""
    return generation.keep("search.vocabulary", _read)


def _read() -> Vocabulary:
    synonyms = Synonym.objects.values_list("word", "alternatives")
    return Vocabulary(
        {word: read_alternatives(lines) for word, lines in synonyms},
        frozenset(StopWord.objects.values_list("word", flat=True)),
    )
