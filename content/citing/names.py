"""Names of rules: which stretch of a text is a title, a short name, or a name declared by 以下简称."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from common.numerals import parse_numeral

STATE = "中华人民共和国"
MAX_TITLE = 160
KIND_WORDS = frozenset(
    {
        "条例",
        "办法",
        "规定",
        "细则",
        "规范",
        "准则",
        "规则",
        "章程",
        "决定",
        "通知",
        "方案",
        "意见",
        "解释",
        "守则",
        "规程",
        "制度",
        "公约",
        "决议",
        "标准",
    }
)
# A short name inside running words is believed after one of these only: 依照监察法, but not 行政监察法.
_BEFORE_NAME = frozenset(
    "照据反按和与及或在对将的是了以由于合守施彻习传读行实落改订用见触犯从到向为把让新旧原我该此本其各有被经国同至即除给学悉悟懂透深通看践护持立布年"
)
# 监察法 is not what is named in 监察法规, 监察法律 or 监察法实施条例.
_AFTER_NAME = re.compile(
    r"[规律治官院庭]|定(?:职责|程序|义务|代表|权)|实施(?:条例|细则|办法|规定|意见)|释义|修?正?草案|修正案|若干"
)
_EDITION = re.compile(
    r"(?P<year>[0-9]{4}|[〇零一二三四五六七八九]{4})年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?"
    r"(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改|公布|发布|通过|印发|制定|颁布|施行)?(?:版|版本|文本|本)?"
)
_EDITION_AT_END = re.compile(rf"[（(]?{_EDITION.pattern}[)）]?的?\Z")
_BRACKETS_BEHIND = re.compile(r"(?:\([^()]*\))+\Z")
_LONGEST_EDITION = 30  # characters: （2018年12月29日第二次修正文本）的
_LONGEST_KIND = 4  # characters: 暂行条例
_EDITION_WITHIN = re.compile(rf"(?P<title>.+)[（(]{_EDITION.pattern}[)）]")
_ALIAS = re.compile(
    r"(?:(?:以下|下文|下)?简称|以下称|下称)为?[：:]?[ \u3000]*(?P<open>[《“‘\"「『〈]*)"
    r"(?P<name>[^《》“”‘’\"「」『』〈〉（）()，,。；;：:、\n]{1,30})[》”’\"」』〉]*"
)


def normalize_name(name: str) -> str:
    """Fold a title for comparison: NFKC, no blanks, no 《》 around it; （示例） stays."""
    folded = "".join(unicodedata.normalize("NFKC", name).split())
    for opening, closing in (("《", "》"), ("〈", "〉")):
        if folded.startswith(opening) and folded.endswith(closing):
            folded = folded[1:-1]
    return folded.replace("〈", "《").replace("〉", "》")


def without_state(name: str) -> str:
    """The short form of a law's title: 中华人民共和国 dropped."""
    return name.removeprefix(STATE)


def kinds_of(title: str) -> Iterator[str]:
    """The words 该… may mean a rule by: 办法 and 实施办法 for 村务公开实施办法（试行）. 办法 is no 法."""
    bare = _BRACKETS_BEHIND.sub("", normalize_name(title))
    for length in range(1, _LONGEST_KIND + 1):
        kind = bare[-length:]
        if not (kind == "法" and bare.endswith(("办法", "方法", "做法"))):
            yield kind


def edition_year(text: str) -> int | None:
    """The year in 2018年修正, 2018年12月29日修订, 2018年, 二〇一八年修订本; None for anything else."""
    match = _EDITION.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    return _year(match["year"]) if match else None


def split_edition(title: str) -> tuple[str, int | None]:
    """Take 监察法（2018年修正） apart into the title and the year of the edition."""
    match = _EDITION_WITHIN.fullmatch(title)
    return (match["title"], _year(match["year"])) if match else (title, None)


def edition_at_end(text: str) -> tuple[int, int] | None:
    """Where the edition begins that ``text`` ends with, and its year: 监察法（2018年修正）, 2018年的."""
    match = _EDITION_AT_END.search(text, max(0, len(text) - _LONGEST_EDITION))
    year = _year(match["year"]) if match else None
    return (match.start(), year) if match and year else None


def may_begin(text: str, start: int) -> bool:
    """Whether a short name may begin here: 依照监察法, but not 行政监察法."""
    before = text[start - 1] if start else ""
    return not ("\u4e00" <= before <= "\u9fff") or before in _BEFORE_NAME


def _year(written: str) -> int | None:
    year = parse_numeral(written) or 0
    return year if 1900 <= year < 2100 else None


def find_alias(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The name declared by 以下简称 … between ``start`` and ``end``, and where the declaration ends."""
    match = _ALIAS.search(text, start, end)
    if match is None:
        return None
    name = match["name"].strip()
    return (name, match.end()) if name else None


def alias_at(text: str, start: int) -> tuple[str, int] | None:
    """The name declared right here (，以下简称《监察法》)."""
    match = _ALIAS.match(text, start)
    return (match["name"].strip(), match.end()) if match and match["name"].strip() else None


def title_spans(text: str) -> list[tuple[int, int]]:
    """The outermost 《…》 of each line; unclosed marks and overlong stretches are passed over."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for match in re.finditer(r"[《》\n]", text):
        if match[0] == "《":
            stack.append(match.start())
        elif match[0] == "\n":
            stack.clear()
        elif stack:
            opened = stack.pop()
            if 2 < match.end() - opened <= MAX_TITLE:
                while pairs and pairs[-1][0] > opened:  # this pair lies around the ones before it
                    pairs.pop()
                pairs.append((opened, match.end()))
    return pairs


@dataclass(frozen=True, slots=True)
class FoundName:
    start: int
    end: int
    title: str


@dataclass(slots=True)
class _Letter:
    """A node of the tree of names: what may come next, and the title of the name that ends here."""

    title: str | None = None
    after: dict[str, _Letter] = field(default_factory=dict)


class NameIndex:
    """Known titles and short names, ready to be found in running text (longest first).

    Build it once for many texts. A title with 中华人民共和国 is also known without it.

    Args:
        titles: full titles.
        aliases: short name to full title.
    """

    def __init__(self, titles: Iterable[str] = (), aliases: Mapping[str, str] | None = None) -> None:
        self._root = _Letter()
        self._titles: dict[str, str] = {}
        self._full: set[str] = set()
        for title in titles:
            self._full.add(title)
            self._add(title, title)
            if title.startswith(STATE):
                self._add(without_state(title), title)
        for alias, title in (aliases or {}).items():
            self._add(alias, title)

    def _add(self, name: str, title: str) -> None:
        if len(name) < 2:
            return
        self._titles.setdefault(normalize_name(name), title)
        node = self._root
        for char in name:
            node = node.after.setdefault(char, _Letter())
        node.title = title

    def title_of(self, name: str) -> str | None:
        """The full title behind a name typed in 《》, None where it is not known."""
        return self._titles.get(normalize_name(name))

    def match(self, text: str, start: int) -> FoundName | None:
        """The longest believable name that begins at ``start``."""
        node, found, position = self._root, None, start
        while position < len(text):
            child = node.after.get(text[position])
            if child is None:
                break
            node, position = child, position + 1
            if node.title is not None and self._believable(text, start, position):
                found = FoundName(start, position, node.title)
        return found

    def _believable(self, text: str, start: int, end: int) -> bool:
        name = text[start:end]
        if _AFTER_NAME.match(text, end):
            return False
        if name in KIND_WORDS:
            return text[end : end + 1] == "第"
        return name in self._full or may_begin(text, start)
