"""What a cell of a list says: numbers as they were meant, or why that cannot be told any more."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

LONGEST = 80
_EXACT = 10**15  # spreadsheets keep fifteen digits of a number
_SCIENTIFIC = re.compile(r"[0-9]+(\.[0-9]+)?[eE]\+[0-9]+|[0-9]+\.[0-9]+[eE][0-9]+")
_POINT_ZERO = re.compile(r"([0-9]+)\.0+")
_QUOTED = re.compile(r'="([^"]*)"')


class Cell(NamedTuple):
    """The words of a cell, and what is wrong with it, empty where nothing is."""

    text: str
    problem: str = ""


def read_number(value: Any) -> Cell:
    """A staff number or phone number, in whatever way a spreadsheet has kept it.

    Full-width digits become plain ones, 1234.0 becomes 1234. What has lost digits (1.1E+17), a formula or a
    date is a problem, not a guess.
    """
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return Cell(plain(value), _("单元格不是号码（是日期或者逻辑值），请改为文本格式后重填。"))
    if isinstance(value, int | float):
        return _from_number(value)
    text = plain(value)
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:  # how one keeps leading zeros in a CSV
        text = quoted[1].strip()
    if text.startswith("="):
        return Cell(text[:LONGEST], _("单元格是公式，请改为数值后重填。"))
    if _SCIENTIFIC.fullmatch(text):
        return Cell(text[:LONGEST], _lost())
    point_zero = _POINT_ZERO.fullmatch(text)
    text = point_zero[1] if point_zero is not None else text
    if len(text) > LONGEST:
        return Cell(text[:LONGEST], _("号码太长。"))
    return Cell(text)


def read_name(value: Any) -> Cell:
    """A name; spaces within count as nothing when names are compared (``same_name``)."""
    text = plain(value)
    if text.startswith("="):
        return Cell(text[:LONGEST], _("单元格是公式，请改为数值后重填。"))
    return Cell(text[:LONGEST], _("姓名太长。") if len(text) > LONGEST else "")


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for width, spaces and the dot within (示例·一, 示例•一)."""
    return _bare(one) == _bare(other)


def plain(value: Any) -> str:
    """The words of a cell without width, control and invisible characters."""
    if value is None:
        return ""
    text = unicodedata.normalize("NFKC", str(value))
    kept = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)
    return " ".join(kept.split())


def _bare(name: str) -> str:
    return re.sub(r"[\s·•・‧.．]", "", unicodedata.normalize("NFKC", name)).casefold()


def _from_number(value: float) -> Cell:
    if isinstance(value, float) and not value.is_integer():
        return Cell(repr(value)[:LONGEST], _("号码带有小数，请改为文本格式后重填。"))
    if abs(value) >= _EXACT:
        return Cell(f"{value:G}" if isinstance(value, float) else str(value)[:LONGEST], _lost())
    return Cell(str(int(value)))


def _lost() -> str:
    return _("号码被表格程序改成了科学记数法，后面的数字已经丢失；请把该列设为文本格式后重填。")
