"""What of a document goes into which index field; the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis.articles import label_token
from search.analysis.folding import fold
from search.analysis.names import names_of
from search.analysis.numbers import mentioned_number_tokens, own_number_tokens
from search.analysis.tokens import characters, tokenize
from search.port import SearchDocument


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """The searchable words of a document.

    ``body`` holds the tokens of title, headings, number and text in one field (measured better than fields
    apart), ``characters`` the different Chinese characters for queries of one character, ``article`` the
    article number, ``names`` the names of the rule, ``numbers`` the document numbers it has or mentions.
    """

    body: str
    characters: str
    article: str
    names: tuple[str, ...]
    numbers: tuple[str, ...]


def analyze(document: SearchDocument) -> AnalyzedDocument:
    """Compute the tokens of a document."""
    words = "\n".join((document.title, document.path, document.label, document.text))
    own = own_number_tokens(document.document_number)
    return AnalyzedDocument(
        body=" ".join(tokenize(words)),
        characters=" ".join(characters(words)),
        article=label_token(fold(document.label)),
        names=names_of(document.title),
        numbers=tuple(dict.fromkeys((*own, *mentioned_number_tokens(document.text)))),
    )
