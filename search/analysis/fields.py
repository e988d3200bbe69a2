"""What of a document goes into which index field; the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass

from search.analysis.admin_search import segment_text
from search.analysis.articles import label_token
from search.analysis.folding import fold
from search.analysis.names import beginnings, names_of, squeeze
from search.analysis.numbers import mentioned_number_tokens, own_number_tokens
from search.analysis.tokens import characters, tokenize
from search.port import SearchDocument


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """The searchable words of a document.

    ``body`` holds the tokens of title, headings, number and text in one field (measured better than fields
    apart), ``characters`` the different Chinese characters for queries of one character, ``article`` the
    article number, ``names`` the names of the rule, ``numbers`` the document numbers it has or mentions.
    For suggestions ``titled`` holds the characters and pairs of its names, ``beginnings`` what one may have
    typed of a name or of the document number; a document that does not lead its page has no beginnings.
    """

    body: str
    characters: str
    article: str
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    titled: str
    beginnings: tuple[str, ...]


def analyze(document: SearchDocument) -> AnalyzedDocument:
    """Compute the tokens of a document."""
    words = "\n".join((document.title, document.path, document.label, document.text))
    own = own_number_tokens(document.document_number)
    names = tuple(
        dict.fromkeys(name for called in (document.title, *document.names) for name in names_of(called))
    )
    started = (*names, squeeze(document.document_number)) if document.leads else ()
    return AnalyzedDocument(
        body=" ".join(tokenize(words)),
        characters=" ".join(characters(words)),
        article=label_token(fold(document.label)),
        names=names,
        numbers=tuple(dict.fromkeys((*own, *mentioned_number_tokens(document.text)))),
        titled=" ".join(dict.fromkeys(segment_text("\n".join((document.title, *names))).split())),
        beginnings=beginnings(started),
    )
