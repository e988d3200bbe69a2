"""Workbooks people send: what they are is looked at before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext as _

_MOST_WORDS = 100 * 1024 * 1024  # the table of words is held in memory as a whole
_MOST_PARTS = 2_000


class WorkbookError(Exception):
    """A file that is not opened as a workbook; the message is for people."""


def check_workbook(data: bytes, *, most: int) -> None:
    """Refuse what would unpack to more than a workbook of its purpose can be.

    Args:
        most: bytes of all parts together.

    Raises:
        WorkbookError: it would, it is no workbook, or what it holds unfolds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if "xl/workbook.xml" not in package.namelist():
                raise WorkbookError(_("这不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再试。"))
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most:
                raise WorkbookError(_too_large())
            for part in parts:
                _check_part(package, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise WorkbookError(_("文件损坏或者加密，或者不是 .xlsx 文件，没有读取。")) from error


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.filename == "xl/sharedStrings.xml" and part.file_size > _MOST_WORDS:
        raise WorkbookError(_too_large())
    if part.filename.endswith((".xml", ".rels")):
        with package.open(part) as content:
            if b"<!DOCTYPE" in content.read(2_000):  # entities that unfold
                raise WorkbookError(_("文件含有不允许的内容，没有读取。"))


def _too_large() -> str:
    return _("文件解开后过大，没有读取；请删去空行和图片后再试。")
