"""From an open file to its pages; to be run in the confined process of ``content.extracting.worker``."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from content.extracting.office import read_docx, read_pptx, read_xlsx
from content.extracting.outcomes import (
    ExtractedPage,
    ExtractedText,
    ExtractionRefusedError,
    FileKind,
    Limits,
    Problem,
)
from content.extracting.wording import Gathering, in_parts
from content.importing import refusals
from content.importing.decoding import decode

_PROBLEMS: dict[type[refusals.ImportRefused], Problem] = {
    refusals.UnsupportedType: Problem.MISMATCH,
    refusals.NotADocx: Problem.MISMATCH,
    refusals.PasswordProtected: Problem.ENCRYPTED,
    refusals.NestedArchive: Problem.NESTED,
    refusals.ArchiveTooLarge: Problem.BOMB,
    refusals.UnsafeArchive: Problem.UNSAFE,
    refusals.UnsafeXml: Problem.UNSAFE,
    refusals.DamagedFile: Problem.DAMAGED,
    refusals.EmptyText: Problem.DAMAGED,
    refusals.TooLong: Problem.TOO_LONG,
    refusals.UndecodableText: Problem.UNDECODABLE,
}


def extract(file: IO[bytes], kind: FileKind, limits: Limits) -> ExtractedText:
    """The pages of a file.

    Raises:
        ExtractionRefusedError: with the problem; any fault of a library is a damaged file.
        MemoryError: more than the process may have.
    """
    data = file.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise ExtractionRefusedError(Problem.TOO_LARGE)
    try:
        pages = _READERS[kind](data, limits)
    except (ExtractionRefusedError, MemoryError):
        raise
    except refusals.ImportRefused as refused:
        raise ExtractionRefusedError(_PROBLEMS.get(type(refused), Problem.DAMAGED)) from refused
    except Exception as error:
        # Libraries have no one class for a file that is not what it should be.
        raise ExtractionRefusedError(Problem.DAMAGED, f"{type(error).__name__}: {error}"[:300]) from error
    return ExtractedText(tuple(pages))


def _read_pdf(data: bytes, limits: Limits) -> list[ExtractedPage]:
    from content.extracting.pdf import read_pdf  # noqa: PLC0415 - loaded for this kind only

    return read_pdf(data, limits)


def _read_text(data: bytes, limits: Limits) -> list[ExtractedPage]:
    found = Gathering(limits)
    for part in in_parts(decode(data)[0]):
        found.add(part.label, part.text)
    return found.pages


_READERS: dict[FileKind, Callable[[bytes, Limits], list[ExtractedPage]]] = {
    FileKind.PDF: _read_pdf,
    FileKind.DOCX: read_docx,
    FileKind.XLSX: read_xlsx,
    FileKind.PPTX: read_pptx,
    FileKind.TEXT: _read_text,
}
