"""Files of people as rows: CSV in any usual encoding, XLSX row by row; bounded in time and memory.

The row with the headings may stand below titles and merged cells. Every row keeps the number of its line.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from content.importing.decoding import decode
from content.importing.refusals import ImportRefused
from training.listing.cells import plain, read_name, read_number
from training.workbooks import WorkbookError, check_workbook

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
_MOST_COLUMNS = 60
_MOST_UNPACKED = 400 * 1024 * 1024  # 2^20 empty rows with borders are some 150 MB
_HEADING_ROWS = 30
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NAMES: dict[str, tuple[str, ...]] = {
    "number": ("工号", "员工号", "员工工号", "职工号", "工作证号", "人员编号", "staffnumber", "staff_number"),
    "phone": ("手机号", "手机", "手机号码", "电话", "联系电话", "移动电话", "phone", "mobile"),
    "either": ("工号或手机号", "工号/手机号", "账号", "登录账号", "account"),
    "name": ("姓名", "名字", "人员姓名", "name"),
}
_COLUMN = {word: column for column, words in _NAMES.items() for word in words}


class ListRefusedError(Exception):
    """A file that cannot be read as a list of people; the message is for people."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One row that is not empty: the numbers and the name given, and what is wrong with the cells."""

    line: int
    number: str = ""
    phone: str = ""
    name: str = ""
    problem: str = ""

    @property
    def given(self) -> str:
        """The number as it is shown again."""
        return self.number or self.phone


@dataclass(slots=True)
class ListTable:
    """The rows of a list, read as they are asked for; ``notes`` is complete when they are all read."""

    lines: Iterator[ListLine]
    notes: list[str] = field(default_factory=list)


def read_list(data: bytes) -> ListTable:
    """The people of a file, by its content and not its name.

    Raises:
        ListRefusedError: of another kind, encrypted, too large, without the columns needed; also while the
            rows are read.
    """
    if len(data) > MOST_BYTES:
        raise ListRefusedError(_("文件超过 20 MB，请分成几份。"))
    if data.startswith(_OLD_EXCEL):
        if _ENCRYPTED in data:
            raise ListRefusedError(_("文件有打开密码，请取消密码后另存。"))
        raise ListRefusedError(_("这是旧版 Excel（.xls）文件，请另存为 .xlsx 后再上传。"))
    table = ListTable(iter(()))
    rows = _xlsx_rows(data, table) if data.startswith(_ZIP) else _csv_rows(data)
    table.lines = _lines(rows)
    return table


def _lines(rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[ListLine]:
    columns = _find_columns(rows)
    number_of_rows = 0
    for line, row in rows:
        read = _line(line, row, columns)
        if read is None:
            continue
        number_of_rows += 1
        if number_of_rows > MOST_ROWS:
            raise ListRefusedError(
                _("名单超过 %(most)d 人，请分成几份；没有导入任何人。") % {"most": MOST_ROWS}
            )
        yield read
    if not number_of_rows:
        raise ListRefusedError(_("名单里没有人：标题行下面没有内容。"))


def _find_columns(rows: Iterator[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    """Where the columns are; titles and the upper lines of a heading in two lines come before."""
    seen: list[str] = []
    looked = 0
    for _number, row in rows:
        words = [_heading(value) for value in row]
        found: dict[str, int] = {}
        for place, word in enumerate(words):
            if word in _COLUMN:
                found.setdefault(_COLUMN[word], place)
        if found.keys() & {"number", "phone", "either"}:
            return found
        seen += [word for word in words if word]
        looked += any(words)
        if looked >= _HEADING_ROWS:
            break
    shown = "、".join(dict.fromkeys(seen[:12]))
    raise ListRefusedError(
        _("没有找到“工号”或者“手机号”列。标题行应当写明“工号”（或“手机号”）和“姓名”。文件开头是：%(seen)s")
        % {"seen": shown or _("（空）")}
    )


def _heading(value: Any) -> str:
    word = plain(value).casefold().replace(" ", "").strip("*:：")
    return word.partition("(")[0] or word


def _line(line: int, row: Sequence[Any], columns: dict[str, int]) -> ListLine | None:
    """None where the cells that matter are empty."""
    values = {column: row[place] if place < len(row) else None for column, place in columns.items()}
    number, phone = read_number(values.get("number")), read_number(values.get("phone"))
    either = read_number(values.get("either"))
    name = read_name(values.get("name"))
    number = number if number.text else either
    if not (number.text or phone.text or name.text):
        return None
    problem = number.problem or phone.problem or name.problem
    if not number.text and not phone.text:
        problem = problem or _("没有填写工号或者手机号。")
    return ListLine(line, number.text, phone.text, name.text, problem)


def _csv_rows(data: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        text, _encoding = decode(data)
    except ImportRefused as refusal:
        said = _("只能读取 .xlsx 和 .csv 文件：%(why)s") % {"why": refusal.message}
        raise ListRefusedError(said) from refusal
    text = text.replace("\0", "")
    start = text[:20_000]
    delimiter = max(",;\t，", key=start.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row[:_MOST_COLUMNS]
    except csv.Error as error:
        raise ListRefusedError(
            _("第 %(line)d 行不合 CSV 的格式（引号没有成对，或者一格太长）。") % {"line": reader.line_num}
        ) from error


def _xlsx_rows(data: bytes, table: ListTable) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        check_workbook(data, most=_MOST_UNPACKED)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except WorkbookError as error:
        raise ListRefusedError(str(error)) from error
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, TypeError) as error:
        raise ListRefusedError(_("文件损坏，或者不是 Excel 工作簿。")) from error
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for place, sheet in enumerate(sheets):
            sheet.reset_dimensions()
            if place == len(sheets) - 1 or _has_heading(sheet):
                if len(sheets) > 1:
                    table.notes.append(_("只读取了工作表“%(name)s”。") % {"name": sheet.title})
                rows = sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True)
                yield from enumerate(rows, start=1)
                return
    except (ValueError, KeyError, zipfile.BadZipFile, SyntaxError) as error:
        raise ListRefusedError(_("文件损坏，没有读完；没有导入任何人。")) from error
    finally:
        book.close()


def _has_heading(sheet: Any) -> bool:
    rows = sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=_HEADING_ROWS, values_only=True)
    return any(_COLUMN.get(_heading(value), "name") != "name" for row in rows for value in row)
