"""Tables as XLSX, row by row; what a spreadsheet would calculate is put down as words."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from content.spreadsheets import harmless

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NEVER_GUESS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "constant_memory": True,
}


def as_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str) -> bytes:
    """A workbook of one sheet.

    Args:
        name: of the sheet; at most 31 characters.
    """
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, _NEVER_GUESS)
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(headings) - 1, 0), 18)
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, harmless(value))
    book.close()
    return written.getvalue()
