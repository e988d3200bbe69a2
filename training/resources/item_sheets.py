"""Workbooks of quiz items: reading what people send, writing what they get."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from content.spreadsheets import harmless
from training.sheets import as_xlsx
from training.workbooks import WorkbookError, check_workbook

COLUMNS = (
    "编号",
    "题型",
    "专题",
    "难度",
    "题干",
    "选项",
    "答案",
    "解析",
    "依据条文",
    "清单",
    "条目",
    "启用",
)
NEEDED = ("题型", "专题", "题干", "答案", "解析")
LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 5_000
LONGEST_CELL = 4_000
# A sheet formatted down to its last row holds a million empty ones.
MOST_EMPTY_ROWS = 200
_LINE = "line"
_WIDTHS = {"题干": 50, "选项": 36, "解析": 50, "依据条文": 36, "专题": 24, "清单": 20}

Row = dict[str, str]


class SheetError(Exception):
    """The file as a whole cannot be read; the message is for people."""


def read_sheet(content: bytes) -> list[Row]:
    """The rows of the first sheet, each with the number of its line under ``line``.

    Numbers, dates and formulas become the text a person sees; an apostrophe before a sign is taken away.

    Raises:
        SheetError: no workbook, too large, columns missing, or too many rows.
    """
    if len(content) > LARGEST_FILE:
        raise SheetError(_("文件太大，最多 5 MB。"))
    try:
        check_workbook(content, most=LARGEST_UNPACKED)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # What the file says of its size may be wrong: read what is there.
        sheet.reset_dimensions()
        return _rows(sheet.iter_rows(values_only=True))
    except SheetError:
        raise
    except WorkbookError as error:
        raise SheetError(str(error)) from error
    except Exception as error:
        raise SheetError(_("文件打不开，请用 Excel 或 WPS 另存为 .xlsx 后再试。")) from error


def write_sheet(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with the columns and these rows; nothing in it is calculated."""
    return as_xlsx(COLUMNS, rows, name=_("试题"), widths=[_WIDTHS.get(name, 10) for name in COLUMNS])


def _rows(lines: Iterable[Sequence[Any]]) -> list[Row]:
    rows: list[Row] = []
    names: list[str] = []
    empty = 0
    for number, line in enumerate(lines, start=1):
        cells = [_text(value) for value in line]
        if not any(cells):
            empty += 1
            if empty > MOST_EMPTY_ROWS:
                break
            continue
        empty = 0
        if not names:
            names = _head(cells)
            continue
        if len(rows) >= MOST_ROWS:
            raise SheetError(_("一次最多导入 %(n)s 行，请分成几个文件。") % {"n": MOST_ROWS})
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name in COLUMNS}
        rows.append({**dict.fromkeys(COLUMNS, ""), **row, _LINE: str(number)})
    if not names:
        raise SheetError(_("文件是空的。请下载模板，按模板填写。"))
    return rows


def _head(cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lstrip("*") for cell in cells]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise SheetError(
            _("第一行缺少这些列：%(names)s。请下载模板，按模板填写。") % {"names": "、".join(missing)}
        )
    return names


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()
    # As ``harmless`` wrote it.
    return text[1:] if len(text) > 1 and text[0] == "'" and harmless(text[1:]) == text else text
