"""Strings of every sort that somebody may type or paste, the same from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

_OPERATORS = [
    *'"“”„‟「」『』‘’«»〝〞-−–－+*?:：,，、;；()（）[]〔〕【】<>《》/\\^~&|!{}%$#@`=.。',
    " -", " −", "机关:", "機關：", "文号:", "年份：", "类型:", "效力：", "AND", "OR", "NOT", "TO", "[* TO *]",
    "body:", "_id:", "*:*", "2016-2018", "第", "条", "之一", "第十七条", "第999999999条", "〔2016〕", "1号",
    "${jndi}", "{{7*7}}", "{typed}", "{0.__class__}", "%s", "' OR 1=1 --", "<script>", "&amp;", "\\u0000",
]  # fmt: skip
_WORDS = [
    "换届纪律", "選舉", "贿赂选民", "拉票贿选", "监察法第十五条", "九严禁", "现行有效", "规则",
    "示组发〔2030〕2号", "huanjiejilv", "hjjl", "lü", "12380", "ＡＰＰ", "二〇一六年", "二○一六", "𠮷野家",
    "👨\u200d👩\u200d👧", "é", "ﬁ", "ﷺ", "e\u0301",
    "的", "a", "0",
]  # fmt: skip
_BLANKS = [
    " ",
    "　",
    "\t",
    "\n",
    "\r\n",
    "\x00",
    "\x0b",
    "\x1c",
    "\x85",
    "\u00a0",
    "\u2028",
    "\u200b",
    "\u202e",
    "\ufeff",
]
# Latin, symbols, Arabic, Indic, Hangul, the whole plane of Chinese, surrogates, private use, and beyond it.
_RANGES = [
    (0x00, 0x7F), (0x80, 0x2FF), (0x300, 0x36F), (0x590, 0x6FF), (0x900, 0x97F), (0x2000, 0x2BFF),
    (0x3000, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF), (0xD800, 0xDFFF), (0xE000, 0xFAFF),
    (0xFE00, 0xFFFF),
    (0x10000, 0x1FFFF), (0x20000, 0x323AF), (0xE0000, 0x10FFFF),
]  # fmt: skip


def nasty_strings(count: int, *, seed: int = 8) -> Iterator[str]:
    """So many strings: mixtures of words, operators, blanks and characters of every plane, some very long."""
    chance = random.Random(seed)
    for number in range(count):
        pieces = [_piece(chance) for _ in range(chance.randint(0, 12))]
        text = "".join(pieces)
        if number % 50 == 0:  # long: one piece, or a mixture, many times over
            text = (chance.choice(pieces) if pieces else "选") * chance.randint(100, 4_000)
        elif number % 50 == 1:
            text = text * chance.randint(10, 200)
        yield text[:30_000]


def _piece(chance: random.Random) -> str:
    sort = chance.random()
    if sort < 0.3:
        return chance.choice(_WORDS)
    if sort < 0.6:
        return chance.choice(_OPERATORS)
    if sort < 0.75:
        return chance.choice(_BLANKS)
    first, last = chance.choice(_RANGES)
    return "".join(chr(chance.randint(first, last)) for _ in range(chance.randint(1, 6)))
