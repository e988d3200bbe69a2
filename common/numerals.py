"""Chinese numerals as official texts write them: 一 … 九十九 … 一千零二十三."""

from __future__ import annotations

import unicodedata

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL_CHARS = frozenset(DIGITS) | frozenset(UNITS)
_WRITTEN = "零一二三四五六七八九"


def parse_numeral(text: str) -> int | None:
    """Read a whole number below 10,000 written in Chinese, ASCII or full-width digits.

    Returns:
        The number, or None where the text is not a number (empty, mixed scripts, "十十").
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if folded.isascii() and folded.isdigit():
        return int(folded) if len(folded) <= 4 else None
    if not folded or any(char not in NUMERAL_CHARS for char in folded):
        return None
    if not any(char in UNITS for char in folded):
        # 二〇一六 and 一九八三 are digit by digit.
        return int("".join(str(DIGITS[char]) for char in folded)) if len(folded) <= 4 else None
    return _parse_positional(folded)


def _parse_positional(text: str) -> int | None:
    total, digit, last_unit = 0, None, 10_000
    for char in text:
        if char in UNITS:
            unit = UNITS[char]
            # 十 may stand alone at the head (十五); every other unit needs its digit, and units fall.
            if unit >= last_unit or (digit is None and not (unit == 10 and total == 0)) or digit == 0:
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        elif DIGITS[char] == 0:
            if digit is not None or total == 0:
                return None
        elif digit is not None:
            return None
        else:
            digit = DIGITS[char]
    return total + (digit or 0)


def write_numeral(number: int) -> str:
    """Write 0 <= number < 10,000 the way article numbers are written (15 is 十五, 105 is 一百零五)."""
    if not 0 <= number < 10_000:
        raise ValueError(f"cannot write {number} as a Chinese numeral")
    if number < 10:
        return _WRITTEN[number]
    written, pending_zero = "", False
    for unit_char, unit in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // unit % 10
        if digit == 0:
            pending_zero = bool(written)
            continue
        if pending_zero:
            written += "零"
            pending_zero = False
        written += _WRITTEN[digit] + unit_char
    return written[1:] if written.startswith("一十") else written
