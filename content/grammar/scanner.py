"""Reading a rule text line by line: what does each line begin with?

The scanner looks only at the head of a line (and, for headings, at all of it), so it is linear in the source.
Whether a line that begins like an article is one is decided later, with the numbers around it
(`content.grammar.resolution`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import IntEnum

from common.numerals import NUMERAL_CHARS, parse_numeral


class Shape(IntEnum):
    """What a line begins with. Divisions and list marks are ordered from the outer to the inner level."""

    BLANK = 0
    PLAIN = 1
    UNKNOWN = 2  # 第…部分, 第…篇, ①: numbered like a heading, in a way the grammar does not know
    CONTENTS = 3  # several chapter headings on one line
    ATTACHMENT = 4  # 附件, 附件1, 附表二: the heading of an attachment
    ENCLOSURE = 5  # 附件：1.… and the lines below it: the list of attachments
    PART = 10
    CHAPTER = 11
    SECTION = 12
    ARTICLE = 13
    POINT = 20  # 一、
    BRACKET = 21  # （一）
    DIGIT = 22  # 1. or 1、
    DIGIT_BRACKET = 23  # （1）or 1）

    @property
    def is_division(self) -> bool:
        return Shape.PART <= self <= Shape.SECTION

    @property
    def is_list(self) -> bool:
        return self >= Shape.POINT


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its line end. ``text`` are its words, ``rest`` the words behind the label."""

    index: int
    start: int
    end: int
    shape: Shape
    text: str = ""
    mark: int = 0  # number of Markdown # signs
    label: str = ""
    number: tuple[int, ...] = ()
    rest: str = ""
    rest_start: int = 0  # offset of ``rest`` in the source (the line's end where there is none)
    separated: bool = False  # a blank or bracket stands behind the label, or nothing

    def as_plain(self) -> Line:
        """The same line, read as running text."""
        return replace(self, shape=Shape.PLAIN, label="", number=(), rest=self.text)


ATTACHED = "件表录图"  # 附件, 附表, 附录, 附图
UNITS = {"编": Shape.PART, "章": Shape.CHAPTER, "节": Shape.SECTION, "条": Shape.ARTICLE}
OPENING, CLOSING = "（(", "）)"
COLONS = "：:"
SENTENCE_ENDS = "。；：！？，;:!?,"
# Words that follow the label where an article is only spoken of: 第三条规定的…, 第三条、第四条….
# fmt: off
REFERENCE_WORDS = (
    "第", "、", "，", "。", "；", "至", "到", "和", "或", "与", "及", "之", "款", "项",
    "规定", "所", "的", "有关", "修改为", "改为",
)
# fmt: on
MAX_HEADING = 60
_MAX_ATTACHMENTS = 99
_MAX_NUMERAL = 24  # characters, blanks included
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_NUMERALS = NUMERAL_CHARS | _DIGITS
_INVISIBLE = "\ufeff\u200b"


def is_blank(char: str) -> bool:
    return char.isspace() or char in _INVISIBLE


def trim(text: str) -> str:
    """Without blanks and invisible marks at both ends."""
    return text[_skip_blanks(text, 0) : _end_of_words(text)]


def squeeze(text: str) -> str:
    """Close up letter-spaced words: 总　则 is 总则. Other text stays as it is."""
    if len(text) > 2 * MAX_HEADING:
        return text
    pieces = text.split()
    return "".join(pieces) if all(len(piece) == 1 for piece in pieces) else text


def scan(source: str) -> list[Line]:
    """Split a source into classified lines; together they cover every character."""
    lines, start = [], 0
    for index, raw in enumerate(source.splitlines(keepends=True)):
        lines.append(_scan_line(raw, index, start))
        start += len(raw)
    return lines


def scan_rest(line: Line) -> Line | None:
    """Read the words behind an article's label as a line of their own (第三条　（一）…)."""
    if not line.rest:
        return None
    inner = _scan_line(line.rest, line.index, line.rest_start)
    return replace(inner, end=line.end)


def _scan_line(raw: str, index: int, start: int) -> Line:
    stop = _end_of_words(raw)
    head = min(_skip_blanks(raw, 0), stop)
    mark = _count_marks(raw, head, stop)
    if mark:
        head = min(_skip_blanks(raw, head + mark), stop)
    end = start + len(raw)
    if head == stop:
        return Line(index, start, end, Shape.BLANK, rest_start=end)
    text = raw[head:stop]
    found = _read_label(text)
    if found is None:
        return Line(index, start, end, Shape.PLAIN, text, mark, rest=text, rest_start=start + head)
    shape, number, length = found
    after = min(_skip_blanks(text, length), len(text))
    rest = text[after:]
    separated = not rest or after > length or _opens_caption(rest)
    rest_start = start + head + after if rest else end
    label = text[:length]
    line = Line(index, start, end, shape, text, mark, label, number, rest, rest_start, separated)
    if shape is Shape.ATTACHMENT:
        return line if _heads_attachment(line) else line.as_plain()
    return _check_heading(line) if shape.is_division else line


def _end_of_words(text: str) -> int:
    end = len(text)
    while end and is_blank(text[end - 1]):
        end -= 1
    return end


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and is_blank(text[at]):
        at += 1
    return at


def _count_marks(raw: str, at: int, stop: int) -> int:
    """Markdown heading marks: one to six #, a blank or 第 behind them, and words."""
    count = 0
    while at + count < stop and raw[at + count] == "#" and count < 7:
        count += 1
    after = at + count
    if not 1 <= count <= 6 or after >= stop:
        return 0
    return count if is_blank(raw[after]) or raw[after] == "第" else 0


def _opens_caption(rest: str) -> bool:
    """第一条【目的】…, 第一条（目的）… and 第一条：… have an article label; 第三条（一）… speaks of one."""
    if rest[0] in "【［[〔：:":
        return True
    return rest[0] in OPENING and _read_bracket(rest) is None


def _read_label(text: str) -> tuple[Shape, tuple[int, ...], int] | None:
    """Shape, number and length of the label a text begins with."""
    if text[0] == "第":
        return _read_ordinal(text)
    if text[0] in OPENING:
        return _read_bracket(text)
    if text[0] in _NUMERALS:
        return _read_enumerator(text)
    if text[0] == "附":
        return _read_attachment(text)
    return _read_one_sign(text)


def _read_ordinal(text: str) -> tuple[Shape, tuple[int, ...], int] | None:
    value, at = _read_number(text, 1)
    if value is None or at >= len(text):
        return None
    shape = UNITS.get(text[at])
    if shape is None:
        return _read_unknown_unit(text, value, at)
    number: tuple[int, ...] = (value,)
    length = at + 1
    after = _skip_blanks(text, length)
    if after < len(text) and text[after] == "之":
        insertion, stop = _read_insertion(text, _skip_blanks(text, after + 1))
        if insertion is not None:
            number, length = (value, insertion), stop
    return shape, number, length


def _read_insertion(text: str, at: int) -> tuple[int | None, int]:
    """The number behind 之. No blanks inside: 第十条之一　十五日内… is 之一."""
    stop = at
    while stop < len(text) and stop - at < _MAX_NUMERAL and text[stop] in _NUMERALS:
        stop += 1
    return parse_numeral(text[at:stop]), stop


def _read_unknown_unit(text: str, value: int, at: int) -> tuple[Shape, tuple[int, ...], int] | None:
    """第一部分　总体要求: one or two unit characters, then a blank or the end of a short line."""
    stop = at
    while stop < len(text) and stop - at < 3 and not is_blank(text[stop]):
        stop += 1
    if 1 <= stop - at <= 2 and len(text) <= MAX_HEADING and text[-1] not in SENTENCE_ENDS:
        return Shape.UNKNOWN, (value,), stop
    return None


def _read_bracket(text: str) -> tuple[Shape, tuple[int, ...], int] | None:
    value, at = _read_number(text, 1)
    if value is None or at >= len(text) or text[at] not in CLOSING:
        return None
    digits = any(char in _DIGITS for char in text[1:at])
    if digits and value > 999:
        return None  # （2016）is a year
    return (Shape.DIGIT_BRACKET if digits else Shape.BRACKET), (value,), at + 1


def _read_enumerator(text: str) -> tuple[Shape, tuple[int, ...], int] | None:
    value, at = _read_number(text, 0)
    if value is None or value > 999 or at >= len(text):
        return None
    sign = text[at]
    if text[0] not in _DIGITS:
        return (Shape.POINT, (value,), at + 1) if sign == "、" else None
    if sign in CLOSING:
        return Shape.DIGIT_BRACKET, (value,), at + 1
    follower = text[at + 1 : at + 2]
    if sign in ".．、" and follower not in _DIGITS:
        return Shape.DIGIT, (value,), at + 1
    return None


def _read_attachment(text: str) -> tuple[Shape, tuple[int, ...], int] | None:
    """附件, 附件1, 附件一, 附：; in 附件 1.甲表 the number is that of a list."""
    if text[1:2] in tuple(COLONS):
        return Shape.ATTACHMENT, (), 1
    word = _skip_blanks(text, 1)
    if text[word : word + 1] not in tuple(ATTACHED):
        return None
    value, at = _read_number(text, word + 1)
    if value is None or not 0 < value <= _MAX_ATTACHMENTS or text[at : at + 1] in tuple(".．、"):
        return Shape.ATTACHMENT, (), word + 1
    return Shape.ATTACHMENT, (value,), _end_of_words(text[:at])


def _read_one_sign(text: str) -> tuple[Shape, tuple[int, ...], int] | None:
    """㈠, ⑴ and ⒈: a number with its bracket or stop in one character; ① is of no known level."""
    if "①" <= text[0] <= "⑳":
        return Shape.UNKNOWN, (ord(text[0]) - ord("①") + 1,), 1
    if not ("㈠" <= text[0] <= "㈩" or "⑴" <= text[0] <= "⒛"):
        return None
    found = _read_label(unicodedata.normalize("NFKC", text[0]))
    return (found[0], found[1], 1) if found else None


def _read_number(text: str, at: int) -> tuple[int | None, int]:
    """A numeral with blanks around and inside it; gives its value and where it stops."""
    limit = min(len(text), at + _MAX_NUMERAL)
    digits = []
    while at < limit and (text[at] in _NUMERALS or is_blank(text[at])):
        if text[at] in _NUMERALS:
            digits.append(text[at])
        at += 1
    value = parse_numeral("".join(digits))
    # A numeral that was cut at the limit is none.
    return (value if at < limit or at == len(text) else None), at


def _check_heading(line: Line) -> Line:
    """Headings are short and no sentences; a line of several headings is a table of contents."""
    if _names_another(line.rest, line.shape):
        return replace(line, shape=Shape.CONTENTS)
    if len(line.rest) > MAX_HEADING or line.rest.endswith(tuple(SENTENCE_ENDS)):
        return line.as_plain()
    if not line.separated and line.rest.startswith(REFERENCE_WORDS):
        return line.as_plain()
    return line


def _heads_attachment(line: Line) -> bool:
    """附件1 alone or with its title; 附件1所列人员… and 附件由…填写。 are words about one."""
    if not line.rest or line.rest[0] in COLONS:
        return True
    short = len(line.rest) <= MAX_HEADING and line.rest[-1] not in SENTENCE_ENDS
    return short and (line.separated or bool(line.number)) and not line.rest.startswith(REFERENCE_WORDS)


def _names_another(rest: str, shape: Shape) -> bool:
    """Is there a further heading of the same level behind a blank?"""
    at = rest.find("第")
    while at != -1:
        if at > 0 and is_blank(rest[at - 1]):
            found = _read_ordinal(rest[at : at + _MAX_NUMERAL + 4])
            if found is not None and found[0] is shape:
                return True
        at = rest.find("第", at + 1)
    return False
