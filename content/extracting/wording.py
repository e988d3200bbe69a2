"""Raw words of a file made fit to be stored, searched and quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from content.extracting.outcomes import ExtractedPage, ExtractionRefusedError, Limits, Problem

PART_CHARACTERS = 4_000  # a quote of a search comes from one part

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\ufeff\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_HAN = "\u3400-\u9fff\uf900-\ufaff，、"
# A line of print ends anywhere; a paragraph ends with a full stop or begins with a number or an indent.
_BROKEN_LINE = re.compile(
    rf"(?<=[{_HAN}])\n(?=[{_HAN}])(?!第[0-9〇零一二三四五六七八九十百千]+[章节条])(?![一二三四五六七八九十]+、)"
)


def tidy(text: str) -> str:
    """Without characters a database refuses, with single blanks and no empty lines."""
    plain = _BLANKS.sub(" ", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(line for each in plain.split("\n") if (line := each.strip()))


def join_lines(text: str) -> str:
    """Lines of print put together where a word of Chinese may run over the end of the line."""
    return _BROKEN_LINE.sub("", text)


def split_lines(lines: Iterable[str], size: int = PART_CHARACTERS) -> Iterator[tuple[int, str]]:
    """Lines put together to parts of at most about ``size`` characters, each with its number of lines.

    A line longer than that is cut.
    """
    held: list[str] = []
    length = 0
    for line in lines:
        for start in range(0, max(len(line), 1), size):
            piece = line[start : start + size]
            if held and length + len(piece) > size:
                yield len(held), "\n".join(held)
                held, length = [], 0
            held.append(piece)
            length += len(piece) + 1
    if held:
        yield len(held), "\n".join(held)


def in_parts(text: str) -> list[ExtractedPage]:
    """A text without pages in parts of a size to quote from."""
    parts = [part for _lines, part in split_lines(tidy(text).split("\n"))]
    if len(parts) < 2:
        return [ExtractedPage(1, "", part) for part in parts]
    total = len(parts)
    return [
        ExtractedPage(number, f"第{number}部分（共{total}部分）", part)
        for number, part in enumerate(parts, 1)
    ]


class Gathering:
    """Pages read so far, within the limits of a file."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._characters = 0
        self.pages: list[ExtractedPage] = []

    def add(self, label: str, text: str, heading: str = "") -> None:
        """Raises: ExtractionRefusedError: more words than a file may have."""
        self._characters += len(text)
        if self._characters > self._limits.characters:
            raise ExtractionRefusedError(Problem.TOO_LONG)
        self.pages.append(ExtractedPage(len(self.pages) + 1, label, text, heading))


def check_pages(count: int, limits: Limits) -> None:
    """Raises: ExtractionRefusedError: more pages than a file may have."""
    if count > limits.pages:
        raise ExtractionRefusedError(Problem.TOO_LONG)
