"""Front matter: title, history (题注), contents (目录), addressee, preamble; a letter's end before a plan.

Every line goes to one node; lines of the same kind in a row share it.
"""

from __future__ import annotations

from itertools import islice

from common.numerals import NUMERAL_CHARS
from content.grammar.builder import Draft, TreeBuilder
from content.grammar.ending import is_date, is_signature
from content.grammar.resolution import BARE_HEADINGS, Regions
from content.grammar.scanner import SENTENCE_ENDS, Line, Shape, squeeze
from content.grammar.tree import Kind, WarningCode

_TITLE_LENGTH = 100
_TITLE_LINES = 4
# fmt: off
_TITLE_ENDS = (
    "法", "条例", "规定", "规则", "准则", "办法", "细则", "决定", "决议", "通知", "通报",
    "方案", "意见", "公告", "公报", "章程", "制度", "规范", "纪律", "要点", "函",
)
_HISTORY_WORDS = (
    "通过", "修正", "修订", "公布", "颁布", "施行", "实施", "发布", "批准", "印发",
    "生效", "备案", "审议", "制定",
)
# fmt: on
_HISTORY_LINES = 6  # a history entry that was broken in the middle of 《…》 goes on for so many lines at most
_LETTER_END_LINES = 12
_PAIRS = {"《": 1, "》": -1, "〈": 1, "〉": -1, "（": 1, "）": -1, "(": 1, ")": -1}


class FrontMatter:
    """Reads the lines before the body."""

    def __init__(self, builder: TreeBuilder, *, articles: bool) -> None:
        self._builder = builder
        self._articles = articles
        self._last: Draft | None = None
        self._words: list[str] = []  # of the last node, joined when it is complete: linear for long preambles
        self._title_open = True
        self._title_lines = 0
        self._history_open = 0  # lines a broken history entry may still go on
        self._depth = 0  # brackets open in it
        self._titles: set[str] = set()
        self._letter_open = False  # inside a signature that ends with a date
        self._before_dates: set[int] = set()  # lines shortly before a date

    def read(self, lines: list[Line], regions: Regions) -> None:
        first, behind = regions.contents
        for line in islice(lines, regions.body):
            if is_date(line.text):
                self._before_dates.update(range(line.index - _LETTER_END_LINES + 1, line.index + 1))
        for line in islice(lines, regions.body):
            if first <= line.index < behind:
                self._add(Kind.TOC, line)
            elif line.shape is not Shape.BLANK:
                self._read_line(line, lines)
        self._complete()

    def _read_line(self, line: Line, lines: list[Line]) -> None:
        if self._is_history(line):
            self._add_history(line)
        elif self._letter_open or self._begins_letter_end(line, lines):
            self._letter_open = not is_date(line.text)
            self._add(Kind.CLOSING, line)
            self._title_open, self._title_lines = not self._letter_open, 0
        elif line.shape in (Shape.ATTACHMENT, Shape.ENCLOSURE):
            self._read_enclosure(line, lines)
        elif self._articles and line.shape is Shape.PLAIN and squeeze(line.text) in BARE_HEADINGS:
            self._add_preamble(line)
        elif self._is_title(line):
            self._add_title(line)
        elif self._articles and line.shape is Shape.BRACKET:
            self._add_stray_item(line)
        else:
            self._add_preamble(line)

    def _read_enclosure(self, line: Line, lines: list[Line]) -> None:
        """附件：1.… above the signature of a letter, and 附件 above the title of what it brings."""
        if self._last is None and line.rest:
            self._read_line(line.as_plain(), lines)  # it may be all the title there is
        else:
            self._add(Kind.ENCLOSURES, line)

    def _add_preamble(self, line: Line) -> None:
        self._title_open = False
        self._add(Kind.PREAMBLE, line)
        bare = self._articles and squeeze(line.text) in BARE_HEADINGS
        if line.mark > 1 or line.shape is Shape.UNKNOWN or bare:
            self._builder.warn(WarningCode.UNKNOWN_HEADING, line, line.text)

    def _add(self, kind: Kind, line: Line) -> Draft:
        """Put a line into the node before it if that has the same kind, otherwise into a new one."""
        words = squeeze(line.text) if kind is Kind.TITLE else line.text
        if self._last is None or self._last.kind is not kind or not self._builder.is_last(self._last):
            self._complete()
            self._last = self._builder.open_matter(kind, line.start)
        if words:
            self._words.append(words)
        return self._last

    def _complete(self) -> None:
        """Give the last node its words: a title's lines are one line, all others stay lines."""
        if self._last is not None:
            self._last.text = ("" if self._last.kind is Kind.TITLE else "\n").join(self._words)
        self._last, self._words = None, []

    # Titles

    def _is_title(self, line: Line) -> bool:
        if line.shape not in (Shape.PLAIN, Shape.UNKNOWN) or len(line.text) > _TITLE_LENGTH:
            return False
        if line.mark == 1 and not self._titles:
            return True
        if _fold(line.text) in self._titles or self._continues_repeat(line):
            return True
        if not self._title_open or line.mark > 1 or line.text[-1] in SENTENCE_ENDS:
            return False
        if self._title_lines == 0:
            return True
        return self._title_lines < _TITLE_LINES and not self._title_complete()

    def _title_complete(self) -> bool:
        last = self._last
        if last is None or last.kind is not Kind.TITLE:
            return True
        title = "".join(self._words)
        bare = title[: title.rfind("（")] if title.endswith("）") else title  # 办法（试行）
        return bare.endswith(_TITLE_ENDS) and _depth(title) == 0

    def _continues_repeat(self, line: Line) -> bool:
        """A piece of the title, repeated below it on lines of its own."""
        words = _fold(line.text)
        return len(words) >= 4 and any(words in title for title in self._titles)

    def _add_title(self, line: Line) -> None:
        last = self._last
        repeated = self._continues_repeat(line)
        if repeated and last is not None and last.kind is Kind.TITLE and last.eid == "title":
            self._complete()  # the repeated title is a node of its own
        draft = self._add(Kind.TITLE, line)
        self._title_lines += 1
        if draft.eid == "title" or not repeated:
            self._titles = {_fold("".join(self._words))}
        if line.mark:
            self._title_lines = _TITLE_LINES

    # History

    def _is_history(self, line: Line) -> bool:
        if line.shape is not Shape.PLAIN or line.mark:
            return False
        if self._history_open and self._depth > 0:
            return True
        text = line.text
        if _is_document_number(text):
            return True
        if is_date(text.strip("（()）")):
            return self._last is not None and self._last.kind in (Kind.TITLE, Kind.NOTE)
        if text[-1] in "。：:；;":
            return False
        head = text[:16].lstrip("（(").removeprefix("根据")
        dated = head[:4].strip() != "" and head[0] in _YEAR_SIGNS and "年" in head
        # The words of an entry may come on the next line: 《关于修改 / 〈…〉的决定》修正.
        told = any(word in text[-400:] for word in _HISTORY_WORDS) or (dated and _depth(text) > 0)
        return told and (dated or (text[0] in "（(" and "年" in text[:60]))

    def _add_history(self, line: Line) -> None:
        if not (self._history_open and self._depth > 0):
            self._history_open, self._depth = _HISTORY_LINES, 0
        self._history_open -= 1
        self._depth += _depth(line.text)
        self._add(Kind.NOTE, line)

    # The end of a covering letter

    def _begins_letter_end(self, line: Line, lines: list[Line]) -> bool:
        """Does this line begin a signature that runs to a date? Only below a letter; looks at few lines."""
        if self._last is None or self._last.kind not in (Kind.PREAMBLE, Kind.ENCLOSURES):
            return False
        if line.index not in self._before_dates:
            return False
        ahead = lines[line.index : line.index + _LETTER_END_LINES]
        for position, follower in enumerate(one for one in ahead if one.shape is not Shape.BLANK):
            if is_date(follower.text):
                return True
            if position > 5 or not is_signature(follower):
                return False
        return False

    def _add_stray_item(self, line: Line) -> None:
        below = self._last is not None and self._last.kind is Kind.PREAMBLE
        parent = self._last if self._last is not None and below else self._builder.root
        base = "" if parent is self._builder.root else f"{parent.eid}-"
        eid = f"{base}item-{line.number[0]}"
        self._builder.open(
            parent, Kind.ITEM, eid, line.start, label=line.label, number=line.number, text=line.rest
        )
        self._builder.warn(WarningCode.ITEM_OUTSIDE, line, line.label)
        self._title_open = False


_YEAR_SIGNS = NUMERAL_CHARS | frozenset("0123456789０１２３４５６７８９")


def _depth(text: str) -> int:
    """Brackets opened and not closed."""
    return sum(_PAIRS.get(char, 0) for char in text)


def _fold(text: str) -> str:
    return "".join(text.split())


def _is_document_number(text: str) -> bool:
    """中组发〔2016〕1号."""
    return len(text) <= 40 and text.endswith("号") and any(sign in text for sign in "〔[【［")
