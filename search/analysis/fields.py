"""What of a document goes into which field of an index; the same for every engine."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from search.analysis.admin_search import segment_text
from search.analysis.articles import label_token
from search.analysis.folding import fold
from search.analysis.names import beginnings, names_of, squeeze
from search.analysis.numbers import mentioned_number_tokens, own_number_tokens
from search.analysis.pinyin import sound_fields
from search.analysis.syllables import MAX_LETTERS
from search.analysis.tokens import characters, tokenize
from search.exchange import SearchDocument
from search.ranking import day_order, stored_prior

# Raise when analysis or the meaning of a field changes: an index made before is then left alone.
ANALYSIS_VERSION = 5


class FieldKind(Enum):
    """How an engine keeps a field."""

    WORDS = "words"  # tokens parted by blanks, with frequencies and positions, scored by BM25
    TOKENS = "tokens"  # tokens parted by blanks, only whether they are there
    EXACT = "exact"  # any number of exact values
    FACET = "facet"  # any number of exact values that are also counted
    NUMBER = "number"  # a whole number from 0 to 2^63 - 1, searched by range, counted, sorted by
    FLAG = "flag"
    FACTOR = "factor"  # a positive number that a score is multiplied by


# ``body`` holds the tokens of title, headings, number, text and common questions; ``characters`` the
# different Chinese characters, for queries of one character; ``bodies`` the characters and pairs of the
# issuing body; ``names`` the names of the rule; ``numbers`` the document numbers it has or mentions,
# ``own_number`` those it has. For suggestions ``titled`` holds the characters and pairs of its names,
# ``beginnings`` what one may have typed of a name or of the document number; a document that does not lead
# its page has no beginnings. ``beginnings`` also holds its names as they sound (huanjiejilv, hjjl),
# ``syllables`` and ``initials`` the same in order, so that a part of a name is found.
FIELDS = {
    "body": FieldKind.WORDS,
    "characters": FieldKind.TOKENS,
    "bodies": FieldKind.TOKENS,
    "titled": FieldKind.TOKENS,
    "syllables": FieldKind.WORDS,
    "initials": FieldKind.WORDS,
    "article": FieldKind.EXACT,
    "names": FieldKind.EXACT,
    "numbers": FieldKind.EXACT,
    "own_number": FieldKind.EXACT,
    "beginnings": FieldKind.EXACT,
    "access_key": FieldKind.EXACT,
    "kind": FieldKind.FACET,
    "level": FieldKind.FACET,
    "issuing_body": FieldKind.FACET,
    "region": FieldKind.FACET,
    "item": FieldKind.FACET,
    "year": FieldKind.NUMBER,
    "page_id": FieldKind.NUMBER,
    "valid_from": FieldKind.NUMBER,
    "valid_to": FieldKind.NUMBER,
    "day_order": FieldKind.NUMBER,
    "version": FieldKind.NUMBER,
    "access": FieldKind.NUMBER,
    "repealed": FieldKind.FLAG,
    "leads": FieldKind.FLAG,
    "prior": FieldKind.FACTOR,
}

Value = str | int | bool | float | tuple[str, ...]


def analyze(document: SearchDocument) -> dict[str, Value]:
    """The value of every field of ``FIELDS`` for a document: one string of tokens, several exact values, …"""
    words = "\n".join((document.title, document.path, document.label, document.text, *document.questions))
    folded = fold(words)
    own = own_number_tokens(document.document_number) if document.document_number else ()
    names, titled = _called(document.title, document.names)
    started = (*names, squeeze(document.document_number)) if document.leads else ()
    sound = sound_fields(names if document.leads else ())
    article = label_token(fold(document.label))
    mark = document.mark
    return {
        "body": " ".join(tokenize(folded, is_folded=True)),
        "characters": " ".join(characters(folded, is_folded=True)),
        "bodies": _segments(document.issuing_body),
        "titled": titled,
        "syllables": " ".join(sound.syllables),
        "initials": " ".join(sound.initials),
        "article": (article,) if article else (),
        "names": names,
        "numbers": tuple(dict.fromkeys((*own, *mentioned_number_tokens(document.text)))),
        "own_number": own,
        "beginnings": (*beginnings(started), *beginnings(sound.whole, longest=MAX_LETTERS)),
        "access_key": (document.access_key,),
        "kind": (document.kind,),
        "level": (document.level,) if document.level else (),
        "issuing_body": (document.issuing_body,) if document.issuing_body else (),
        "region": (document.region,) if document.region else (),
        "item": document.items,
        "year": document.year,
        "page_id": document.page_id,
        "valid_from": document.valid_from,
        "valid_to": document.valid_to,
        "day_order": day_order(document.published_on, document.page_id, document.order),
        "version": mark.version,
        "access": mark.access,
        "repealed": document.repealed,
        "leads": document.leads,
        "prior": stored_prior(document.prior, document.page_id, document.order),
    }


# All provisions of a page share these; a rebuild comes page by page.
@lru_cache(maxsize=256)
def _called(title: str, others: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    names = tuple(dict.fromkeys(name for called in (title, *others) for name in names_of(called)))
    return names, _segments("\n".join((title, *names)))


@lru_cache(maxsize=256)
def _segments(text: str) -> str:
    return _distinct(segment_text(text))


def _distinct(tokens: str) -> str:
    return " ".join(dict.fromkeys(tokens.split()))
