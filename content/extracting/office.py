"""Words of Word, Excel and PowerPoint files; what is hidden in them is left out."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from content.extracting.outcomes import ExtractedPage, Limits
from content.extracting.packages import check_package, check_signature
from content.extracting.wording import Gathering, check_pages, in_parts, split_lines, tidy

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_docx(data: bytes, limits: Limits) -> list[ExtractedPage]:
    """In parts: Word makes pages only when it prints. Automatic numbers are written out, as in the import."""
    # Each kind loads only its own library: memory is counted.
    from content.importing.docx_package import open_docx  # noqa: PLC0415
    from content.importing.docx_text import DocxReader  # noqa: PLC0415

    check_signature(data)
    found = Gathering(limits)
    for part in in_parts("\n".join(DocxReader(open_docx(data)).lines())):
        found.add(part.label, part.text)
    return found.pages


def read_xlsx(data: bytes, limits: Limits) -> list[ExtractedPage]:
    """Visible sheets, long ones in parts of whole rows; values as they were last calculated."""
    from openpyxl import load_workbook  # noqa: PLC0415

    check_package(data, "xl/workbook.xml")
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    check_pages(len(book.worksheets), limits)
    found = Gathering(limits)
    for place, sheet in enumerate(book.worksheets, start=1):
        if sheet.sheet_state == "visible":
            _read_sheet(sheet, f"第{place}个工作表", found)
    return found.pages


def _read_sheet(sheet: Any, label: str, found: Gathering) -> None:
    sheet.reset_dimensions()  # what the file says of its size would be filled up with empty cells
    parts = list(split_lines(_rows(sheet)))
    for _lines, part in parts or [(0, "")]:
        found.add(label, part, tidy(sheet.title)[:120])


def _rows(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows(values_only=True):
        words = " ".join(str(value) for value in row if value is not None)
        if line := tidy(words).replace("\n", " "):
            yield line


def read_pptx(data: bytes, limits: Limits) -> list[ExtractedPage]:
    """Visible slides with the words in their frames, groups and tables; not the speaker's notes."""
    from pptx import Presentation  # noqa: PLC0415

    check_package(data, "ppt/presentation.xml")
    slides = Presentation(BytesIO(data)).slides
    check_pages(len(slides), limits)
    found = Gathering(limits)
    for place, slide in enumerate(slides, start=1):
        root = slide.element
        if root.get("show") not in {"0", "false"}:
            paragraphs = ("".join(_runs(each)) for each in root.iter(f"{_DRAWING}p"))
            found.add(f"第{place}张幻灯片", tidy("\n".join(paragraphs)))
    return found.pages


def _runs(paragraph: Any) -> Iterator[str]:
    for element in paragraph.iter(f"{_DRAWING}t", f"{_DRAWING}br"):
        yield element.text or "" if element.tag == f"{_DRAWING}t" else "\n"
