"""Years written in Chinese digits: 二〇一六年 and 2016年 are one token.

Years are the only numerals made equal beside the numbers of articles and documents: texts of rules write all
others one way (百分之五十, 三日内), and a general rule would take apart 一票否决 and 三重一大.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from common.numerals import DIGITS

_DIGIT = "〇零○一二三四五六七八九"
_YEAR = re.compile(rf"(?<![{_DIGIT}十百千万])(?:[一二][〇零○]|一[八九])[{_DIGIT}]{{2}}(?![{_DIGIT}十百千万])")


@dataclass(frozen=True, slots=True)
class YearMention:
    """One year in a folded text; ``start`` and ``end`` are character offsets there, ``token`` is 2016."""

    start: int
    end: int
    token: str


def find_years(folded: str, start: int = 0, end: int | None = None) -> Iterator[YearMention]:
    """Find years in Chinese digits in a stretch of a folded text."""
    for match in _YEAR.finditer(folded, start, len(folded) if end is None else end):
        token = "".join(str(DIGITS[char]) for char in match[0].replace("○", "〇"))
        yield YearMention(match.start(), match.end(), token)
