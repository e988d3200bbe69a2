"""The number formats of Word lists (ECMA-376 part 1, 17.18.59 ST_NumberFormat) that Chinese texts use."""

from __future__ import annotations

from collections.abc import Callable

from common.numerals import write_numeral

_DIGITS = "〇一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MAX_LETTER = 780  # 30 times the alphabet, as Word repeats letters


def format_number(number: int, name: str) -> str:
    """Write a list number in the format ``name`` of Word.

    A format that is unknown, or has no form for this number, gives Arabic digits: a number that shows
    wrongly can be seen in the preview, a number that is lost cannot.
    """
    writer = _WRITERS.get(name)
    return (writer(number) if writer and number >= 0 else "") or str(number) if name != "none" else ""


def _counting_thousand(number: int) -> str:
    return write_numeral(number) if number < 10_000 else ""


def _counting(number: int) -> str:
    # chineseCounting counts to 99 and goes digit by digit from 100 (一〇〇).
    return write_numeral(number) if number < 100 else _digital(number)


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _japanese_counting(number: int) -> str:
    written = _counting_thousand(number)
    return written.replace("一百", "百").replace("一千", "千").replace("一十", "十").replace("零", "") or "〇"


def _legal_simplified(number: int) -> str:
    written = _counting_thousand(number)
    return ("一" + written if written.startswith("十") else written).translate(_LEGAL)


def _letter(number: int) -> str:
    if not 1 <= number <= _MAX_LETTER:
        return ""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 1 <= number < 4000:
        return ""
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _from_row(row: str) -> Callable[[int], str]:
    return lambda number: row[number - 1] if 1 <= number <= len(row) else ""


def _from_range(first: str, length: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= length else ""


_WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _counting_thousand,
    "taiwaneseCountingThousand": _counting_thousand,
    "japaneseCounting": _japanese_counting,
    "ideographDigital": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _legal_simplified,
    "ideographTraditional": _from_row(_STEMS),
    "ideographZodiac": _from_row(_BRANCHES),
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalZero": lambda number: f"{number:02d}",
    "decimalEnclosedCircle": _from_range("①", 20),
    "decimalEnclosedCircleChinese": _from_range("①", 20),
    "decimalEnclosedParen": _from_range("⑴", 20),
    "decimalEnclosedFullstop": _from_range("⒈", 20),
    "ideographEnclosedCircle": _from_range("㈠", 10),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
