"""What may be kept of typed words: nothing that may identify a person."""

from __future__ import annotations

import re
import unicodedata

from content.anonymity import find_identifiers
from search.analysis.folding import fold
from search.models.traces import MAX_TEXT

# Bounded as addresses are: without bounds a long word without @ would be read anew from each of its letters.
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@]")
# Numbers of accounts, cards, telephones: longer than any year, date or number of a document.
_DIGITS = re.compile(r"[0-9](?:[ \-]?[0-9]){8,}")


def storable_text(typed: str) -> str:
    """Typed words as a trace keeps them: folded, one blank between words, at most 200 characters.

    Returns:
        "" where they hold a number that may be somebody's, or an e-mail address; and where they hold nothing.
    """
    plain = unicodedata.normalize("NFKC", typed)
    if find_identifiers(plain) or _MAIL.search(plain) or _DIGITS.search(plain):
        return ""
    return " ".join(fold(typed).replace("\x00", " ").split())[:MAX_TEXT]
