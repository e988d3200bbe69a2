"""People in case notices are not named in full, and nothing that identifies them stays in the text.

Two rules over typed words, without a database: numbers that belong to one person, and what a person may be
called (国家网信办 and court practice: 张某, 李某某, 被告人甲).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

MIN_NAME, MAX_NAME = 2, 4
# Digits may stand in groups, as people type long numbers; groups of two are days of the calendar.
_LONG_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])\+?[0-9]{2,}(?:[ \-][0-9]{3,})*(?:[ \-][0-9]{1,2})?[Xx]?(?![0-9A-Za-z])"
)
_ID_CARD, _PHONE, _BANK_CARD = re.compile(r"[0-9]{17}[0-9X]"), re.compile(r"1[3-9][0-9]{9}"), range(16, 20)
_PHONE_PREFIX = re.compile(r"(?:0{0,2}86)?(?=1[3-9][0-9]{9}$)")
# GB 11643—1999: the last character of an ID-card number follows from the seventeen before it.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_HAN = r"[\u3400-\u9fff]"
_BARE_NAME = re.compile(rf"{_HAN}{{{MIN_NAME},{MAX_NAME}}}|{_HAN}{{1,8}}[·•]{_HAN}{{1,8}}")
_MASKED = re.compile(r"[某×✕xX*＊○]")
# 被告人甲, 村民乙; and groups, which are nobody in particular.
_LETTERED = re.compile(rf"{_HAN}*(?:人|员|者|干部|村民|居民|选民|群众|代表|书记|主任)[甲乙丙丁戊己庚辛壬癸]")
_GROUP = re.compile(rf"{_HAN}*(?:人员|人等|群众|成员)")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that identifies one person; ``kind`` in the editor's words, ``hint`` its ends only."""

    kind: str
    hint: str


def find_identifiers(text: str) -> list[Identifier]:
    """ID-card, mobile phone and bank-card numbers in ``text``, each once, in reading order.

    Full-width digits and blanks or hyphens between digits hide nothing. The hints never hold a whole number:
    they are shown in messages.
    """
    found: dict[str, Identifier] = {}
    for match in _LONG_NUMBER.finditer(unicodedata.normalize("NFKC", text)):
        digits = re.sub(r"[+ \-]", "", match.group()).upper()
        kind = _kind_of(digits)
        if kind:
            found.setdefault(digits, Identifier(kind, f"{digits[:3]}…{digits[-2:]}"))
    return list(found.values())


def label_problem(label: str) -> str:
    """Why a person may not be called ``label`` in a notice, in words; "" where it says no full name."""
    name = label.strip()
    if _MASKED.search(name) or not _BARE_NAME.fullmatch(name):
        return ""
    if _LETTERED.fullmatch(name) or _GROUP.fullmatch(name):
        return ""
    return _("“%(name)s”像是完整姓名。请写成姓加“某”，例如“张某”“李某某”，或者“被告人甲”。") % {"name": name}


def is_id_card(digits: str) -> bool:
    """Whether 18 characters are an ID-card number by their check character."""
    if not _ID_CARD.fullmatch(digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == digits[-1]


def _kind_of(digits: str) -> str:
    if is_id_card(digits):
        return _("居民身份证号码")
    if _PHONE.fullmatch(_PHONE_PREFIX.sub("", digits, count=1)):
        return _("手机号码")
    if digits.isdigit() and len(digits) in _BANK_CARD:
        return _("银行卡号或者证件号码")
    return ""
