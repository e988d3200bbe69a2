"""Folding of typed text: width, case, invisible characters, traditional characters, one character at a time.

Folding works per character so that every folded character knows which typed one it came from; highlighting
depends on that, and the same function serves documents and queries, so the two can never disagree.

A traditional character becomes the simplified one that OpenCC names for it alone. Which of two it is in a
word (乾隆, 乾淨) does not matter here: both sides are folded, and what is shown is never folded. 著 stays 著:
as 着 it would turn 起着作用 into a place where 著作 is found.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

from opencc import OpenCC

_CACHE_LIMIT = 30_000
_FIRST_HAN = 0x2E80
# What OpenCC decides by the word only, or knows only as written in Hong Kong (衞生); no word of official
# texts is mistaken for another by them.
_BESIDE = dict(zip("覆瞭藉揹衞濬枱簷敍甦暱", "复了借背卫浚台檐叙苏昵", strict=True))


@cache
def _converter() -> Callable[[str], str]:
    converted: Callable[[str], str] = OpenCC("t2s").convert  # reads its tables: once, and not at the start
    return converted


def _simplified(char: str) -> str:
    if ord(char) < _FIRST_HAN:
        return char
    if char in _BESIDE:
        return _BESIDE[char]
    once: str = _converter()(char)
    return _converter()(once)  # 薴 becomes 苧 becomes 苎; folded text must stay as it is


def _fold_character(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":  # zero-width spaces, bidi marks, soft hyphens: nobody types them on purpose
        return ""
    if category in {"Cc", "Cs", "Zs", "Zl", "Zp"}:
        return " "
    return "".join(
        " " if unicodedata.category(part)[0] in "CZ" else _simplified(part)
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
    """Fold width, case, blanks, invisible and traditional characters (ＡＢ１７　條 becomes "ab17 条")."""
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
