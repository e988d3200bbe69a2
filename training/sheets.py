"""XLSX files written row by row: memory does not grow with the rows, and every cell is text.

Much faster than the general writers, which keep styles, formulas and shared strings in mind for every cell.
Knows nothing of models. The format is ECMA-376 (Office Open XML), part 1, 18.3: cells as inline strings.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from content.spreadsheets import harmless

MOST_ROWS = 1_048_576  # of one sheet, in Excel and WPS
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS_AT_ONCE = 500
_LONGEST_CELL = 32_767
# Not in XML 1.0 at all, however written; tab, line feed and carriage return are.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def cell(value: Any, style: int = 0) -> str:
    """One cell; what a program would take for a formula has an apostrophe before it."""
    words = harmless(value)[:_LONGEST_CELL]
    if not words:
        return "<c/>"
    if not words.isalnum():  # most are; the others may hold what XML must not
        words = _FORBIDDEN.sub("", words).translate(_SPECIAL)
    kept = ' xml:space="preserve"' if words != words.strip() else ""
    own = f' s="{style}"' if style else ""
    return f'<c{own} t="inlineStr"><is><t{kept}>{words}</t></is></c>'


class SheetWriter:
    """A file under way: ``with SheetWriter(path, "名单", headings, widths) as sheet: sheet.add(row)``.

    Args:
        widths: of the columns, in characters.
        most: rows of a sheet, the headings among them; what comes then goes on another sheet.
    """

    def __init__(
        self,
        path: Path | IO[bytes],
        name: str,
        headings: Sequence[str],
        widths: Sequence[int],
        *,
        most: int = MOST_ROWS,
    ) -> None:
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._name, self._headings, self._widths, self._most = name, headings, widths, most
        self._sheets = 0
        self._rows = 0
        self._waiting: list[str] = []
        self._sheet: IO[bytes]
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        if kind is None:
            self._write_parts()
        self._archive.close()

    def add(self, row: Sequence[Any]) -> None:
        """Write a row of values; each becomes text."""
        if self._rows == self._most:
            self._end()
            self._begin()
        self._add("".join([cell(value) for value in row]))

    def _add(self, cells: str) -> None:
        self._waiting.append(f"<row>{cells}</row>")
        self._rows += 1
        if len(self._waiting) == _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._sheet.write("".join(self._waiting).encode())
        self._waiting.clear()

    def _begin(self) -> None:
        self._sheets += 1
        self._rows = 0
        self._sheet = self._archive.open(f"xl/worksheets/sheet{self._sheets}.xml", "w", force_zip64=True)
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
            for number, width in enumerate(self._widths, start=1)
        )
        self._sheet.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
            'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{columns}</cols><sheetData>".encode()
        )
        self._add("".join(cell(heading, style=1) for heading in self._headings))

    def _end(self) -> None:
        self._flush()
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()

    def _write_parts(self) -> None:
        numbers = range(1, self._sheets + 1)
        lines = {
            word: "".join(
                line.format(number=number, name=self._name, more=number if number > 1 else "")
                for number in numbers
            )
            for word, line in _EACH_SHEET.items()
        }
        for name, text in _PARTS.items():
            self._archive.writestr(name, _HEAD + text.format(**lines))


def as_xlsx(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str, widths: Sequence[int] = ()
) -> bytes:
    """A small table as a file in memory.

    Args:
        name: of the sheet; at most 31 characters count.
        widths: of the columns, in characters; where there are none, they are alike.
    """
    written = io.BytesIO()
    with SheetWriter(written, name[:31], headings, widths or [18] * len(headings)) as sheet:
        for row in rows:
            sheet.add(row)
    return written.getvalue()


# What is written once for each sheet, and where.
_EACH_SHEET = {
    "sheets": '<sheet name="{name}{more}" sheetId="{number}" r:id="rId{number}"/>',
    "links": (
        f'<Relationship Id="rId{{number}}" Type="{_OFFICE}/worksheet" '
        'Target="worksheets/sheet{number}.xml"/>'
    ),
    "kinds": (
        f'<Override PartName="/xl/worksheets/sheet{{number}}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    ),
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/content-types"
_PARTS = {
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/>'
        '</font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf xfId="0"/><xf fontId="1" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{{sheets}}</sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}">{{links}}'
        f'<Relationship Id="rIdStyles" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{{kinds}}</Types>'
    ),
}
