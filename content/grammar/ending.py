"""What stands behind the body: the list of attachments, signature and date, the attachments.

GB/T 9704: below the text 附件：1.…, then signature and date; 附件1 … on pages of their own behind them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from common.numerals import NUMERAL_CHARS, parse_numeral
from content.grammar.scanner import CLOSING, COLONS, OPENING, SENTENCE_ENDS, Line, Shape

_SIGNATURE_LINES = 12
_SIGNATURE_LENGTH = 40
_SIGNERS = 6
_ENTRY_NUMBER = re.compile(r"(?:\A|[\s；;，,])([0-9０-９]{1,2})[.．、]")


def is_date(text: str) -> bool:
    """2016年4月29日 or 二〇一六年四月二十九日, blanks allowed, and nothing else."""
    if not 6 <= len(text) <= 24:
        return False
    joined = "".join(text.split())
    year, _, monthday = joined.partition("年")
    month, _, day = monthday.partition("月")
    parts = (year, month, day.removesuffix("日"))
    return joined.endswith("日") and all(part and all(map(_is_numeral, part)) for part in parts)


def _is_numeral(char: str) -> bool:
    return char.isdigit() or char in NUMERAL_CHARS or char in "○Ｏ"


def is_signature(line: Line) -> bool:
    """A short line without stops, as the name of an issuing body is."""
    short = line.shape is Shape.PLAIN and not line.mark and len(line.text) <= _SIGNATURE_LENGTH
    return short and not any(char in SENTENCE_ENDS for char in line.text)


def is_remark(line: Line) -> bool:
    """（此件公开发布）: what may stand below the date."""
    short = line.shape is Shape.PLAIN and len(line.text) <= 60
    return short and line.text[0] in OPENING and line.text[-1] in CLOSING


def mark_enclosures(lines: list[Line]) -> list[Line]:
    """Tell lists of attachments (附件：1.甲表, 2.乙表) from points, and from the attachments themselves.

    Behind a list stands a signature with its date, the first attachment or nothing; inside an attachment only
    the first of these tells it from a heading.
    """
    written = [line for line in lines if line.shape]
    marked, at, attached = list(lines), 0, False
    while at < len(written):
        behind = _end_of_list(written, at)
        listed = behind > at and (_is_signed(written, behind) or (not attached and _is_last(written, behind)))
        if listed:
            for line in written[at:behind]:
                marked[line.index] = replace(line, shape=Shape.ENCLOSURE)
        attached = attached or (written[at].shape is Shape.ATTACHMENT and not listed)
        at = max(behind, at + 1)
    return marked


def _end_of_list(lines: list[Line], at: int) -> int:
    """Behind the last entry of the list that begins here; ``at`` where none does."""
    line = lines[at]
    if line.shape is not Shape.ATTACHMENT or not line.rest:
        return at
    if line.number:
        return _end_of_headed(lines, at)
    words = line.rest.lstrip(COLONS).strip()
    numbers = _ENTRY_NUMBER.findall(words)
    if words and not numbers:
        return at + 1  # 附件：甲表
    last = (parse_numeral(numbers[-1]) or 0) if numbers else 0
    behind, shape = at + 1, Shape.DIGIT if last else None
    while (entry := _next_entry(lines, behind, last + 1, shape)) is not None:
        last, behind, shape = last + 1, entry + 1, lines[entry].shape
    return behind if last else at


def _end_of_headed(lines: list[Line], at: int) -> int:
    """附件1：甲表, 附件2：乙表."""
    (last,) = lines[at].number
    behind = at + 1
    while behind < len(lines) and lines[behind].shape is Shape.ATTACHMENT and lines[behind].rest:
        if lines[behind].number != (last + 1,):
            break
        last, behind = last + 1, behind + 1
    return behind


def _next_entry(lines: list[Line], at: int, number: int, shape: Shape | None) -> int | None:
    """Where the entry of this number stands: here, or in the next line where the name before goes on here."""
    for place in range(at, min(at + 2, len(lines))):
        line = lines[place]
        if line.shape.is_list and line.number == (number,) and shape in (None, line.shape):
            return place
        if line.shape is not Shape.PLAIN:
            return None
    return None


def _is_signed(lines: list[Line], at: int) -> bool:
    for line in lines[at : at + _SIGNERS + 1]:
        if is_date(line.text):
            return True
        if not is_signature(line):
            return False
    return False


def _is_last(lines: list[Line], at: int) -> bool:
    return at == len(lines) or lines[at].shape is Shape.ATTACHMENT


def find_ending(lines: list[Line], body: int, counted: Shape) -> int:
    """Where the body ends: at the list of attachments, the signature or the first attachment.

    Args:
        counted: articles, or the outermost points, whose numbers run through the whole body.
    """
    return _find_closing(lines[: _find_attached(lines, body, counted)], body)


def _find_attached(lines: list[Line], body: int, counted: Shape) -> int:
    """The first line about attachments behind which the numbers of the body do not go on.

    Only an attachment has numbers of its own; behind a list of them alone, any number is one of the body.
    """
    found, attached, last = len(lines), False, None
    for line in lines[body:]:
        if line.shape in (Shape.ATTACHMENT, Shape.ENCLOSURE):
            found = min(found, line.index)
            attached = attached or line.shape is Shape.ATTACHMENT
        elif line.shape is counted:
            if attached and last is not None and line.number <= last:
                break
            found, attached, last = len(lines), False, line.number
    return found


def _find_closing(lines: list[Line], body: int) -> int:
    """Where the signature and date at the end begin; the number of lines where there are none."""
    closing, dated, looked = len(lines), False, 0
    for line in reversed(lines[body:]):
        if line.shape is Shape.BLANK:
            continue
        looked += 1
        if looked > _SIGNATURE_LINES:
            break
        if is_date(line.text):
            closing, dated = line.index, True
        elif dated and is_signature(line):
            closing = line.index
        elif dated or not is_remark(line):
            break
    return closing


def find_attached_to_prose(lines: list[Line], start: int) -> int:
    """The first attachment behind a date: where a text without numbers ends. Else the number of lines."""
    dated = False
    for line in lines[start:]:
        if dated and line.shape is Shape.ATTACHMENT:
            return line.index
        dated = dated or is_date(line.text)
    return len(lines)
