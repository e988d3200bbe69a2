"""Words of a PDF, page by page."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, WrongPasswordError

from content.extracting.outcomes import ExtractedPage, ExtractionRefusedError, Limits, Problem
from content.extracting.wording import Gathering, check_pages, join_lines, tidy

_SEARCHED_FOR_MARK = 1024  # readers accept some bytes before %PDF-


def read_pdf(data: bytes, limits: Limits) -> list[ExtractedPage]:
    """All pages; one whose words cannot be read counts as one without.

    Raises:
        ExtractionRefusedError: no PDF, encrypted, too many pages or words, too much packed into a stream.
        Exception: of many kinds, where the file is damaged.
    """
    if b"%PDF-" not in data[:_SEARCHED_FOR_MARK]:
        raise ExtractionRefusedError(Problem.MISMATCH if data else Problem.DAMAGED)
    reader = PdfReader(BytesIO(data), strict=False)
    _unlock(reader)
    count = len(reader.pages)
    check_pages(count, limits)
    if not count:
        raise ExtractionRefusedError(Problem.DAMAGED, "no pages")
    found = Gathering(limits)
    failures: list[Exception] = []
    for number in range(count):
        found.add(f"第{number + 1}页", _words(reader, number, failures))
    if len(failures) == count:
        raise failures[0]
    return found.pages


def _unlock(reader: Any) -> None:
    """A file that only forbids printing or copying opens without a password, as in every reader."""
    if not reader.is_encrypted:
        return
    try:
        opened = reader.decrypt("")
    except (DependencyError, NotImplementedError) as error:
        raise ExtractionRefusedError(Problem.ENCRYPTED, str(error)) from error
    if opened is PasswordType.NOT_DECRYPTED:
        raise ExtractionRefusedError(Problem.ENCRYPTED)


def _words(reader: PdfReader, number: int, failures: list[Exception]) -> str:
    try:
        return join_lines(tidy(reader.pages[number].extract_text()))
    except LimitReachedError as error:
        raise ExtractionRefusedError(Problem.BOMB, str(error)) from error
    except (DependencyError, FileNotDecryptedError, WrongPasswordError) as error:
        raise ExtractionRefusedError(Problem.ENCRYPTED, str(error)) from error
    except MemoryError:
        raise
    except Exception as error:
        failures.append(error)
        return ""
