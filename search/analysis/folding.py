"""Folding of typed text: width, case and invisible characters, one character at a time.

Folding works per character so that every folded character knows which typed one it came from; highlighting
depends on that, and the same function serves documents and queries, so the two can never disagree.
"""

from __future__ import annotations

import unicodedata

_CACHE_LIMIT = 30_000


def _fold_character(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":  # zero-width spaces, bidi marks, soft hyphens: nobody types them on purpose
        return ""
    if category in {"Cc", "Cs", "Zs", "Zl", "Zp"}:
        return " "
    return "".join(
        " " if unicodedata.category(part)[0] in "CZ" else part
        for part in unicodedata.normalize("NFKC", char).casefold()
    )


class _FoldingTable(dict[int, str]):
    """A translation table that learns characters as they come, up to a bound."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _CACHE_LIMIT:
            self[code] = folded
        return folded


_TABLE = _FoldingTable()


def fold(text: str) -> str:
    """Fold width, case, blanks and invisible characters (ＡＢ１７　条 becomes "ab17 条")."""
    return text.translate(_TABLE)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Fold a text and say where each folded character came from.

    Returns:
        The folded text, and for each of its characters the index of the typed one.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        folded = _TABLE[ord(char)]
        pieces.append(folded)
        offsets.extend([index] * len(folded))
    return "".join(pieces), offsets
