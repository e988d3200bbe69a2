"""Article numbers, however typed: 第十七条, 第17条, １７条 and 第一十七条 are one token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from common.numerals import parse_numeral

_NUMERAL = "[0-9〇零一二两三四五六七八九十百千]"
_NUMBER = rf"({_NUMERAL}{{1,9}})条(?:之({_NUMERAL}{{1,3}}))?"
# In a rule text an article is always 第…条; readers leave the 第 away: 监察法15条, 条例七十五条第二款.
_WRITTEN = re.compile(rf"第{_NUMBER}")
_BEFORE = r"(?:(?<=[法例定则程》])|(?<!\w)|(?<![0-9])(?=[0-9]))"
_AFTER = r"(?=\W|$|第|的|规定|是|怎|有|对)"  # 三十条措施 and 一条龙服务 are no articles
_LOOSE = re.compile(rf"第{_NUMBER}|{_BEFORE}{_NUMBER}{_AFTER}")


@dataclass(frozen=True, slots=True)
class ArticleMention:
    """One article number in a folded text; ``start`` and ``end`` are character offsets there."""

    start: int
    end: int
    token: str


_UNFINISHED = re.compile(rf"第{_NUMERAL}{{1,9}}$")


def complete_number(folded: str) -> str:
    """What somebody is typing, its last article number written out: 监察法第七十五 → 监察法第七十五条."""
    return f"{folded}条" if _UNFINISHED.search(folded) else folded


def article_token(number: int, inserted: int | None = None) -> str:
    """The one spelling of an article number (第17条, 第10条之1)."""
    return f"第{number}条" if inserted is None else f"第{number}条之{inserted}"


def find_articles(folded: str, *, loose: bool = False) -> Iterator[ArticleMention]:
    """Find article numbers in a folded text.

    Args:
        folded: what ``folding.fold`` returned.
        loose: accept numbers without 第 as readers type them (监察法15条); never for rule texts.
    """
    for match in (_LOOSE if loose else _WRITTEN).finditer(folded):
        groups = match.groups()
        number_text, inserted_text = groups[:2] if groups[0] else groups[2:]
        number = parse_numeral(number_text)
        inserted = parse_numeral(inserted_text) if inserted_text else None
        if number is None or (inserted_text and inserted is None):
            continue
        yield ArticleMention(match.start(), match.end(), article_token(number, inserted))


def label_token(label: str) -> str:
    """The token of an article label as a provision carries it, or "" where it is no article."""
    mention = next(find_articles(label), None)
    return mention.token if mention and mention.end == len(label.strip()) else ""
