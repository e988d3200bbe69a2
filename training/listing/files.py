"""Uploaded tables as rows: CSV in any usual encoding, XLSX row by row; bounded in time and memory.

The row with the headings may stand below titles and merged cells. Every row keeps the number of its line.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from content.importing.decoding import decode
from content.importing.refusals import ImportRefused
from training.listing.cells import plain
from training.workbooks import WorkbookError, check_workbook

MEGABYTE = 1024 * 1024
_MOST_COLUMNS = 60
_HEADING_ROWS = 30
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Line = TypeVar("Line")
_Rows = Iterator[tuple[int, Sequence[Any]]]


class ListRefusedError(Exception):
    """A file that cannot be read as the list asked for; the message is for people."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: bytes as sent and unpacked, rows that say something, rows in all."""

    size: int
    unpacked: int
    rows: int
    lines: int


@dataclass(frozen=True, slots=True)
class Headings:
    """What the columns of a list may be called.

    One of the columns ``needed`` must be there; else ``asked`` says so.
    """

    names: Mapping[str, Sequence[str]]
    needed: frozenset[str]
    asked: str

    def find(self, row: Sequence[Any]) -> dict[str, int]:
        """The place of each column in a row; empty where it is not the row with the headings."""
        found: dict[str, int] = {}
        for place, value in enumerate(row):
            word = _heading(value)
            for column, names in self.names.items():
                if word in names:
                    found.setdefault(column, place)
        return found if found.keys() & self.needed else {}


@dataclass(slots=True)
class Table(Generic[Line]):
    """The rows of a list, read as they are asked for; ``notes`` is complete when they are all read."""

    lines: Iterator[Line]
    notes: list[str] = field(default_factory=list)


def read_table(
    data: bytes,
    *,
    headings: Headings,
    limits: Limits,
    as_line: Callable[[int, dict[str, Any]], Line | None],
) -> Table[Line]:
    """The rows of a file, by its content and not its name.

    Args:
        as_line: makes a row of its line and cells by column; None where nothing is in them.

    Raises:
        ListRefusedError: of another kind, encrypted, too large, without the columns needed; also while the
            rows are read.
    """
    if len(data) > limits.size:
        raise ListRefusedError(_("文件超过 %(most)d MB，请分成几份。") % {"most": limits.size // MEGABYTE})
    if data.startswith(_OLD_EXCEL):
        if _ENCRYPTED in data:
            raise ListRefusedError(_("文件有打开密码，请取消密码后另存。"))
        raise ListRefusedError(_("这是旧版 Excel（.xls）文件，请另存为 .xlsx 后再上传。"))
    table: Table[Line] = Table(iter(()))
    is_book = data.startswith(_ZIP)
    rows = _xlsx_rows(data, headings, limits, table.notes) if is_book else _csv_rows(data)
    table.lines = _lines(_bounded(rows, limits.lines), headings, limits.rows, as_line)
    return table


def _bounded(rows: _Rows, most: int) -> _Rows:
    for line, row in rows:
        if line > most:
            raise ListRefusedError(_("文件超过 %(most)d 行，请只保留名单所在的行。") % {"most": most})
        yield line, row


def _lines(
    rows: _Rows, headings: Headings, most: int, as_line: Callable[[int, dict[str, Any]], Line | None]
) -> Iterator[Line]:
    columns = _find_columns(rows, headings)
    number_of_rows = 0
    for line, row in rows:
        cells = {column: row[place] if place < len(row) else None for column, place in columns.items()}
        read = as_line(line, cells)
        if read is None:
            continue
        number_of_rows += 1
        if number_of_rows > most:
            raise ListRefusedError(_("名单超过 %(most)d 人，请分成几份；整份名单未作处理。") % {"most": most})
        yield read
    if not number_of_rows:
        raise ListRefusedError(_("名单里没有人：标题行下面没有内容。"))


def _find_columns(rows: _Rows, headings: Headings) -> dict[str, int]:
    """Where the columns are; titles and the upper lines of a heading in two lines come before."""
    seen: list[str] = []
    looked = 0
    for _number, row in rows:
        if found := headings.find(row):
            return found
        words = [word for value in row if (word := _heading(value))]
        seen += words
        looked += bool(words)
        if looked >= _HEADING_ROWS:
            break
    shown = "、".join(dict.fromkeys(seen[:12]))
    beginning = _("文件开头是：%(seen)s") % {"seen": shown or _("（空）")}
    raise ListRefusedError(f"{headings.asked}{beginning}")


def _heading(value: Any) -> str:
    word = plain(value).casefold().replace(" ", "").strip("*:：")
    return word.partition("(")[0] or word


def _csv_rows(data: bytes) -> _Rows:
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


def _xlsx_rows(data: bytes, headings: Headings, limits: Limits, notes: list[str]) -> _Rows:
    try:
        check_workbook(data, most=limits.unpacked)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except WorkbookError as error:
        raise ListRefusedError(str(error)) from error
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, TypeError) as error:
        raise ListRefusedError(_("文件损坏，或者不是 Excel 工作簿。")) from error
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for place, sheet in enumerate(sheets):
            sheet.reset_dimensions()
            if place == len(sheets) - 1 or _has_heading(sheet, headings):
                if len(sheets) > 1:
                    notes.append(_("只读取了工作表“%(name)s”。") % {"name": sheet.title})
                # One more than is read: a sheet that goes on is refused and not cut off.
                rows = sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=limits.lines + 1, values_only=True)
                yield from enumerate(rows, start=1)
                return
    except (ValueError, KeyError, zipfile.BadZipFile, SyntaxError) as error:
        raise ListRefusedError(_("文件损坏，没有读完；整份名单未作处理。")) from error
    finally:
        book.close()


def _has_heading(sheet: Any, headings: Headings) -> bool:
    rows = sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=_HEADING_ROWS, values_only=True)
    return any(headings.find(row) for row in rows)
