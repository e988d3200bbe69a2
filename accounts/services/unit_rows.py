"""Reading lists of units: from bytes of a CSV file to rows whose form is right."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.enums import CodeScheme, UnitKind
from accounts.rules import is_division_code

COLUMNS = (
    "code",
    "name",
    "parent_code",
    "kind",
    "code_scheme",
    "valid_from",
    "valid_to",
    "predecessor_code",
)
_HEADER_ALIASES = {"county_code": "parent_code", "scheme": "code_scheme"}
_CHANGE_COLUMNS = {"old_code", "old_name", "new_code", "new_name"}
_MAX_BYTES = 20 * 1024 * 1024
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_KINDS = {**{kind.value: kind for kind in UnitKind}, **{str(kind.label): kind for kind in UnitKind}}
_SCHEMES = {"division": CodeScheme.DIVISION, "own": CodeScheme.OWN, "自编": CodeScheme.OWN}


class UnitFileError(Exception):
    """A file is no list of units; the message is for people."""


@dataclass(frozen=True)
class RawRow:
    """One line of a file, as texts by column name; `line` counts from 1, the header included."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class UnitRow:
    """One unit as a list names it; what is None was not given and stays as it is."""

    code: str
    name: str
    parent_code: str
    kind: UnitKind | None
    code_scheme: CodeScheme
    valid_from: dt.date | None
    valid_to: dt.date | None
    predecessor_code: str


def read_rows(content: bytes) -> list[RawRow]:
    """The lines of a CSV file of units, or of code changes, which become two lines each.

    UTF-8 and GB18030 are understood; blank lines are left out.

    Raises:
        UnitFileError: not a text, too large, no known header, or a line with too many cells.
    """
    reader = csv.reader(io.StringIO(_decode(content)), strict=True)
    try:
        header = [_HEADER_ALIASES.get(name, name) for name in _clean_header(next(reader, []))]
        if set(header) >= _CHANGE_COLUMNS:
            return [row for raw in _lines(reader, header) for row in _change_rows(raw)]
        if not {"code", "name"} <= set(header):
            raise UnitFileError(_("首行须包含 code 和 name 两列。"))
        if len(set(header)) < len(header):
            raise UnitFileError(_("首行有重复的列名。"))
        return list(_lines(reader, header))
    except csv.Error as error:
        raise UnitFileError(_("第%(line)d行不是有效的CSV。") % {"line": reader.line_num}) from error


def check_row(cells: Mapping[str, str], default_kind: UnitKind | None = None) -> UnitRow:
    """One line with every cell checked for its form.

    Raises:
        ValidationError: by column, all wrong cells at once.
    """
    texts = {column: _clean_cell(cells.get(column) or "") for column in COLUMNS}
    errors: dict[str, str] = {}
    for column, text in texts.items():
        problem = _cell_problem(text)
        if problem:
            errors[column] = problem
    if not texts["code"]:
        errors.setdefault("code", _("代码不能为空。"))
    if not texts["name"]:
        errors.setdefault("name", _("名称不能为空。"))
    scheme = _SCHEMES.get(texts["code_scheme"] or "division")
    if scheme is None:
        errors["code_scheme"] = _("代码类别只能是 division 或 own。")
    elif scheme == CodeScheme.DIVISION and not is_division_code(texts["code"]):
        errors.setdefault("code", _("行政区划代码应为6、9或12位数字；自编代码请在 code_scheme 列填写 own。"))
    kind = _KINDS.get(texts["kind"]) or default_kind or _kind_of_code(texts["code"])
    if texts["kind"] and texts["kind"] not in _KINDS:
        errors["kind"] = _("未知的单位类别“%(kind)s”。") % {"kind": texts["kind"]}
    dates = {column: _read_date(texts[column], column, errors) for column in ("valid_from", "valid_to")}
    if dates["valid_from"] and dates["valid_to"] and dates["valid_to"] <= dates["valid_from"]:
        errors.setdefault("valid_to", _("停用日期必须晚于启用日期。"))
    if errors or scheme is None:
        raise ValidationError({column: [message] for column, message in errors.items()})
    return UnitRow(
        code=texts["code"],
        name=texts["name"],
        parent_code=texts["parent_code"],
        kind=kind,
        code_scheme=scheme,
        valid_from=dates["valid_from"],
        valid_to=dates["valid_to"],
        predecessor_code=texts["predecessor_code"],
    )


def read_change_day(text: str) -> str:
    """The first day a new code is known to hold, as YYYY-MM-DD, from what a list of changes says.

    "2015-06" is the first of that month. Where only a span is known ("2014 (between 2013-12 and
    2014-12)") it is the end of the span: earlier records keep the name they certainly had.
    """
    months = re.findall(r"(?<!\d)(\d{4}-(?:0[1-9]|1[0-2]))(?!\d)", text)
    if re.search(r"\d{4}-\d{2}-\d{2}", text):
        return text.strip()
    if months:
        return f"{max(months)}-01"
    year = re.fullmatch(r"\s*(\d{4})\s*", text)
    return f"{year[1]}-01-01" if year else text.strip()


def _decode(content: bytes) -> str:
    if len(content) > _MAX_BYTES:
        raise UnitFileError(_("文件超过20MB。"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise UnitFileError(_("文件是空的。"))
        if "\0" not in text:
            return text
    raise UnitFileError(_("不是CSV文本文件（须为UTF-8或GB18030编码）。"))


def _clean_header(cells: list[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells]


def _lines(reader: Iterator[list[str]], header: list[str]) -> Iterator[RawRow]:
    line = 1
    for cells in reader:
        line = getattr(reader, "line_num", line + 1)
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise UnitFileError(_("第%(line)d行的单元格多于首行。") % {"line": line})
        yield RawRow(line, dict(zip(header, cells, strict=False)))


def _change_rows(raw: RawRow) -> list[RawRow]:
    day = next((text for column, text in raw.cells.items() if column.startswith("first_month")), "")
    day = read_change_day(raw.cells.get("valid_from") or day)
    if not day:
        raise UnitFileError(_("第%(line)d行没有变更时间。") % {"line": raw.line})
    parent = raw.cells.get("parent_code", "")
    old = {"code": raw.cells["old_code"], "name": raw.cells["old_name"], "valid_to": day}
    new = {"code": raw.cells["new_code"], "name": raw.cells["new_name"], "valid_from": day}
    new["predecessor_code"] = raw.cells["old_code"]
    return [RawRow(raw.line, {**cells, "parent_code": parent}) for cells in (old, new)]


def _clean_cell(text: str) -> str:
    # A tab or return at the start is left to be refused as a formula.
    return text.strip(" \u3000\n\ufeff\u200b")


def _cell_problem(text: str) -> str:
    if text.startswith(_FORMULA_STARTS):
        return _("疑似公式，已拒绝：%(text)s") % {"text": text[:20]}
    if any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs"} for char in text):
        return _("含有控制字符。")
    return _("超过120个字符。") if len(text) > 120 else ""


def _kind_of_code(code: str) -> UnitKind | None:
    if not is_division_code(code):
        return None
    if len(code) == 6:
        return UnitKind.CITY if code.endswith("0000") else UnitKind.COUNTY
    return UnitKind.TOWNSHIP if len(code) == 9 else UnitKind.VILLAGE


def _read_date(text: str, column: str, errors: dict[str, str]) -> dt.date | None:
    if not text or column in errors:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        errors[column] = _("日期应写作YYYY-MM-DD：%(text)s") % {"text": text[:20]}
        return None
