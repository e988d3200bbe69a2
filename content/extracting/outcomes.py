"""What comes of reading a file: its pages, or the reason there are none."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class FileKind(StrEnum):
    """Kinds of files whose words are read."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    TEXT = "txt"


class Problem(StrEnum):
    """Why a file gave no words; ``content.enums.ExtractionProblem`` has the sentences for editors."""

    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    MISMATCH = "mismatch"
    BOMB = "bomb"
    UNSAFE = "unsafe"
    NESTED = "nested"
    UNDECODABLE = "undecodable"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    MISSING = "missing"


class ExtractionRefusedError(Exception):
    """The file gives no words; ``detail`` is for the log."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(problem.value, detail)
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may be and take. ``pages`` are pages, slides or sheets."""

    file_bytes: int = 50 * 1024 * 1024
    pages: int = 2_000
    characters: int = 2_000_000
    memory_bytes: int = 512 * 1024 * 1024
    processor_seconds: int = 40
    wall_seconds: int = 180  # a busy machine gives a process a third of its time


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """A page, slide, part of a sheet or of a text.

    ``number`` counts from 1. ``label`` says in our words where it is (第3页; "" for a file in one piece),
    ``heading`` in the file's own (the name of a sheet). ``text`` is "" for a page without words.
    """

    number: int
    label: str
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The pages of a file in their order."""

    pages: tuple[ExtractedPage, ...]

    @property
    def blank_pages(self) -> int:
        """How many have no words: pictures of paper (无文字层), or nothing on them."""
        return sum(not page.text for page in self.pages)

    @property
    def has_text(self) -> bool:
        return any(page.text for page in self.pages)

    def as_json(self) -> dict[str, Any]:
        return {"pages": [asdict(page) for page in self.pages]}

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> ExtractedText:
        return cls(tuple(ExtractedPage(**page) for page in written["pages"]))


# By the end of the name, without its dot. What is in neither table (films, pictures, archives) has no words.
_KINDS = {
    "pdf": FileKind.PDF, "docx": FileKind.DOCX, "xlsx": FileKind.XLSX, "pptx": FileKind.PPTX,
    "txt": FileKind.TEXT, "md": FileKind.TEXT, "csv": FileKind.TEXT,
}  # fmt: skip
_UNREAD = frozenset({"doc", "xls", "ppt", "wps", "et", "dps", "rtf", "odt", "ods", "odp", "ofd"})


def kind_of(filename: str) -> FileKind | None:
    """The kind a file claims by its name; None where it is of a kind that is not read."""
    return _KINDS.get(_suffix(filename))


def has_words(filename: str) -> bool:
    """Whether readers expect to find words of such a file, be they read or not."""
    return _suffix(filename) in _KINDS or _suffix(filename) in _UNREAD


def _suffix(filename: str) -> str:
    return filename.rpartition(".")[2].lower() if "." in filename else ""
