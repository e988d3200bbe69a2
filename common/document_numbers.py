"""Document numbers (发文字号): issuer's sign, year, running number, as in 示组发〔2030〕2号.

GB/T 9704-2012 writes the year in hexagonal brackets; people type [2030], (2030), 【2030】 or no brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from common.numerals import parse_numeral

_OPEN = r"[〔\[(（［【〖﹝〈《<{｛「]"
_CLOSE = r"[〕\])）］】〗﹞〉》>}｝」]"
_GAP = r"[ \t\u3000\u00a0]{0,3}"
_YEAR = r"(?P<{}>[0-9０-９〇○零一二三四五六七八九]{{4}})"
_NUMBER = r"(?:第{gap})?(?P<{name}>[0-9０-９]{{1,5}}|[一二三四五六七八九十百千零〇]{{1,9}})"


def _number(name: str) -> str:
    return _NUMBER.format(gap=_GAP, name=name)


# The year stands in brackets, or bare before 年 or a blank.
_YEAR_AND_NUMBER = (
    rf"(?:{_OPEN}{_GAP}{_YEAR.format('year')}{_GAP}年?{_GAP}{_CLOSE}{_GAP}{_number('number')}"
    rf"|(?P<bare>[12][0-9]{{3}}|[１２][０-９]{{3}})(?:{_GAP}年{_GAP}|[ \t\u3000\u00a0]{{1,3}})"
    rf"{_number('bare_number')})"
)
_IN_TEXT = re.compile(rf"{_YEAR_AND_NUMBER}{_GAP}号")
# Somebody who searches leaves away the issuer's sign and 号.
_LOOSE = re.compile(rf"{_YEAR_AND_NUMBER}(?:{_GAP}号|(?!\w))")
_WHOLE = re.compile(rf"(?P<sign>[\u4e00-\u9fff]{{2,20}})?{_GAP}{_YEAR_AND_NUMBER}{_GAP}号?\Z")
_LABEL = re.compile(r"(?:发文字号|发文号|文件字号|文件号|文号)[:：]?[ \t\u3000]*")
_SIGN_BEFORE = re.compile(r"[\u4e00-\u9fff]{2,20}[ \t\u3000\u00a0]{0,3}\Z")
# Words that lead to a number in a sentence and are no part of the issuer's sign.
_LEAD_IN = re.compile(
    r".*(?:根据|按照|依照|依据|参照|参见|详见|印发|转发|下发|贯彻|落实|执行|遵照|以及|关于|文件|通知|规定"
    r"|号|和|及|与|或|见|即|的|以|经)"
)
_SIGN_ENDS = frozenset("发字函文办规通令党政组纪委监电")
_LOOK_BACK = 24


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """One document number found in a text: ``text[start:end]`` is how it was typed."""

    sign: str  # 示组发
    year: int
    number: int
    start: int
    end: int

    @property
    def normal(self) -> str:
        """示组发〔2030〕2号"""
        return f"{self.sign}〔{self.year}〕{self.number}号"


def normalize(text: str) -> str | None:
    """Write a document number the standard way, whatever its brackets, blanks, 第 and width of digits.

    Returns:
        示组发〔2030〕2号, or None where the whole text is not one document number with its sign.
    """
    found = _read_whole(text)
    return found.normal if found and found.sign else None


def find_all(text: str, *, loose: bool = False) -> list[DocumentNumber]:
    """All document numbers in a running text, in order.

    They end in 号 and have an issuer's sign of two characters or more.

    Args:
        loose: where the year stands in brackets, accept numbers without sign or 号 as somebody types them who
            searches (换届 〔2030〕2号, 示组发[2030]2 换届); never for texts.
    """
    if loose:
        searched = (_without_sign(text, match) for match in _LOOSE.finditer(text))
        return [number for number in searched if number]
    found = (_with_sign(text, match) for match in _IN_TEXT.finditer(text))
    return [number for number in found if number]


def search_key(text: str) -> str:
    """The same key for every way of typing one number: "示组发-2030-2".

    "" where the text is no document number. A number typed without the issuer's sign
    (〔2030〕2号) gives "-2030-2", the end of the full key.
    """
    found = _read_whole(text)
    return f"{found.sign}-{found.year}-{found.number}" if found else ""


def _read_whole(text: str) -> DocumentNumber | None:
    stripped = text.strip()[:100]
    label = _LABEL.match(stripped)
    match = _WHOLE.match(stripped[label.end() :] if label else stripped)
    return _build(match, match["sign"] or "", 0) if match else None


def _with_sign(text: str, match: re.Match[str]) -> DocumentNumber | None:
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    sign_match = _SIGN_BEFORE.search(before)
    if not sign_match:
        return None
    typed = sign_match[0]
    lead_in = _LEAD_IN.match(typed)
    if lead_in and len(typed[lead_in.end() :].strip()) >= 2:
        typed = typed[lead_in.end() :]
    sign = typed.strip()
    if match["bare"] and sign[-1] not in _SIGN_ENDS:
        return None
    return _build(match, sign, match.start() - len(typed))


def _without_sign(text: str, match: re.Match[str]) -> DocumentNumber | None:
    signed = _with_sign(text, match)
    if match["bare"]:
        return signed if match[0].endswith("号") else None
    if signed:
        touches = text[match.start() - 1] not in " \t\u3000\u00a0"
        # Behind a blank stands the sign, or another word of the search (换届 〔2030〕2号).
        if touches or signed.sign[-1] in _SIGN_ENDS:
            return signed
    return _build(match, "", match.start())


def _build(match: re.Match[str], sign: str, start: int) -> DocumentNumber | None:
    year = parse_numeral((match["year"] or match["bare"]).replace("○", "〇"))
    digits = match["number"] or match["bare_number"]
    number = int(digits) if digits.isdigit() else parse_numeral(digits)
    if year is None or not 1900 <= year <= 2199 or not number:
        return None
    return DocumentNumber(sign, year, number, start, match.end())
