"""Which lines are what they look like? Decided with the lines around them, before the descent.

Three questions one line cannot answer: is 第三条… an article or a paragraph that speaks of one; which chapter
lines belong to a table of contents; where does the body end.
"""

from __future__ import annotations

from dataclasses import dataclass

from common.numerals import NUMERAL_CHARS
from content.grammar.ending import find_attached_to_prose, find_ending
from content.grammar.scanner import REFERENCE_WORDS, Line, Shape, squeeze
from content.grammar.sequence import Sequence

CONTENTS_TITLE = "目录"
FINAL_PROVISIONS = "附则"
BARE_HEADINGS = frozenset({"总则", "分则", "总纲", "罚则"})  # headings only where a number stands before them
_CONTENTS_WORDS = BARE_HEADINGS | {"附则", "序言", "前言"}


@dataclass(frozen=True, slots=True)
class Regions:
    """Line indexes: [0, body) is front matter, [contents) the table in it, [ending, …) what follows."""

    contents: tuple[int, int]
    body: int
    ending: int


def resolve_references(lines: list[Line]) -> list[Line]:
    """Turn article references and numerals in running text into plain lines."""
    resolved = _resolve_articles(lines)
    points = Sequence()
    for index, line in enumerate(resolved):
        if line.shape is not Shape.POINT:
            continue
        # 二、三线城市… is point 2 only where 2 is due.
        if line.rest[:1] in NUMERAL_CHARS and line.number != (1,) and not points.follows(line.number):
            resolved[index] = line.as_plain()
        else:
            points.check(line.number)
    return resolved


def _resolve_articles(lines: list[Line]) -> list[Line]:
    strong = [line for line in lines if _is_strong(line)]
    weak = sum(line.shape is Shape.ARTICLE and not _speaks_of(line) for line in lines) - len(strong)
    separators_used = len(strong) >= weak
    articles, resolved, passed = Sequence(), list(lines), 0
    for index, line in enumerate(lines):
        if line.shape is not Shape.ARTICLE:
            continue
        if _is_strong(line):
            passed += 1
            accepted = True
        elif line.separated:
            accepted = articles.follows(line.number)
        elif _speaks_of(line):
            accepted = False
        elif separators_used:
            coming = strong[passed] if passed < len(strong) else None
            accepted = articles.follows(line.number) and _comes_next(line, coming)
        else:
            accepted = True
        if accepted:
            articles.check(line.number)
        else:
            resolved[index] = line.as_plain()
    return resolved


def _is_strong(line: Line) -> bool:
    return line.shape is Shape.ARTICLE and line.separated and not _speaks_of(line)


def _speaks_of(line: Line) -> bool:
    return line.rest.startswith(REFERENCE_WORDS)


def _comes_next(line: Line, coming: Line | None) -> bool:
    """A label without a blank counts among labels with one if the next label goes on from it."""
    sequence = Sequence()
    sequence.check(line.number)
    return coming is not None and sequence.follows(coming.number)


def has_articles(lines: list[Line]) -> bool:
    """Is this a text in articles? One that begins with 第一条, or with more articles than points.

    A notice with points stays one, whatever it brings; a letter without any is read for what it brings.
    """
    letter = lines[: find_attached_to_prose(lines, 0)]
    own = any(line.shape is Shape.ARTICLE or line.shape.is_list for line in letter)
    counted = letter if own else lines
    articles = [line for line in counted if line.shape is Shape.ARTICLE]
    points = sum(line.shape is Shape.POINT for line in counted)
    return bool(articles) and (articles[0].number == (1,) or len(articles) >= points)


def find_regions(lines: list[Line], *, articles: bool) -> Regions:
    contents = _find_contents(lines, articles=articles)
    opening = (line for line in lines[contents[1] :] if _opens_body(line, articles=articles))
    first = next(opening, None)
    if first is None:
        body = find_attached_to_prose(lines, contents[1])
        return Regions(contents, body, body)
    counted = Shape.ARTICLE if articles else first.shape
    return Regions(contents, first.index, find_ending(lines, first.index, counted))


def _opens_body(line: Line, *, articles: bool) -> bool:
    if not articles:
        return line.shape.is_list
    return line.shape is Shape.ARTICLE or line.shape.is_division


def _find_contents(lines: list[Line], *, articles: bool) -> tuple[int, int]:
    """The lines of the table of contents, (0, 0) where there is none."""
    for line in lines:
        if line.shape is Shape.CONTENTS:
            return line.index, line.index + 1
        if line.shape is Shape.PLAIN and squeeze(line.text) == CONTENTS_TITLE:
            return line.index, _end_of_contents(lines, line.index + 1, articles=articles)
        if line.shape.is_division and articles:
            return _unannounced_contents(lines, line.index)
        if line.shape is Shape.ARTICLE or (line.shape.is_list and not articles):
            break
    return 0, 0


def _end_of_contents(lines: list[Line], at: int, *, articles: bool) -> int:
    """Behind the entries: the contents end where their first entry comes again, or where text begins."""
    first: tuple[Shape, tuple[int, ...]] | None = None
    entries, last = 0, at
    for line in lines[at:]:
        if line.shape is Shape.BLANK:
            continue
        if not _is_entry(line, articles=articles):
            break
        if (line.shape, line.number) == first:
            return line.index
        if line.shape not in (Shape.PLAIN, Shape.ATTACHMENT):
            first = first or (line.shape, line.number)
            entries += 1
        last = line.index + 1
    else:
        # Nothing but entries to the end: they are the text itself.
        return at
    return at if articles and entries == 1 else last


def _is_entry(line: Line, *, articles: bool) -> bool:
    if line.shape is Shape.PLAIN:
        return squeeze(line.text) in _CONTENTS_WORDS or _has_page_number(line.text)
    if line.shape in (Shape.CONTENTS, Shape.ATTACHMENT) or line.shape.is_division:
        return True
    return line.shape.is_list and not articles


def _has_page_number(text: str) -> bool:
    return len(text) <= 120 and text[-1].isdigit() and ("…" in text or "..." in text or "\t" in text)


def _unannounced_contents(lines: list[Line], at: int) -> tuple[int, int]:
    """Chapter headings in a row whose first comes again are contents without the word 目录."""
    first = (lines[at].shape, lines[at].number)
    entries = 0
    for line in lines[at:]:
        if line.shape is Shape.BLANK:
            continue
        if not line.shape.is_division:
            break
        if entries > 1 and (line.shape, line.number) == first:
            return at, line.index
        entries += 1
    return 0, 0
