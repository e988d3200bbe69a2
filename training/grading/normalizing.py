"""What a learner typed, without the accidents of input methods."""

from __future__ import annotations

import re
import unicodedata

# Inside a number these carry meaning: 1/7 is not 17, 0.5 is not 5.
_FRACTION_SLASH = "\u2044"
_DROPPED = re.compile(r"(?<!\d)[./:%]+|[./:]+(?!\d)[./:%]*|(?<=[./:%])[./:%]+")


def normalize(text: str) -> str:
    """The text as it is compared: NFKC, lower case, without spaces, punctuation, symbols, format marks.

    纪律处分 = “纪律 处分。” = ｢纪律处分｣; 5 = ５ = ⑤. Letters, digits and characters stay, inside a number
    also its point, slash, colon and percent sign.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    plain = folded.replace(_FRACTION_SLASH, "/")
    kept = "".join(char for char in plain if char in "./:%" or unicodedata.category(char)[0] in "LN")
    return _DROPPED.sub("", kept)


def matches(written: str, accepted: list[str]) -> bool:
    """Whether what was written is one of the accepted forms. Nothing written matches nothing."""
    given = normalize(written)
    return bool(given) and any(normalize(form) == given for form in accepted)
