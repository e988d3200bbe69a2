"""How long a text takes to read at least."""

from __future__ import annotations

import math
import re

# Characters a minute. 《义务教育语文课程标准（2022年版）》 asks for silent reading at no less than 300
# characters a minute at the end of primary school and 500 at the end of junior secondary school. That
# articles are timed by the faster and the words of rules by the slower figure is our choice: nobody who
# reads is held up.
ARTICLE_PER_MINUTE = 500
RULE_PER_MINUTE = 300

_BLANK = re.compile(r"\s+")


def count_characters(text: str) -> int:
    """The characters of a text without its blanks."""
    return len(_BLANK.sub("", text))


def reading_seconds(characters: int, *, per_minute: int) -> int:
    """Seconds a text takes at this speed, rounded up."""
    return math.ceil(characters * 60 / per_minute)
