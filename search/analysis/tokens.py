"""Tokens: pairs of Chinese characters, whole Latin words and numbers, article numbers and years in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add
from typing import Literal

from search.analysis.articles import ArticleMention, find_articles
from search.analysis.folding import fold
from search.analysis.years import YearMention, find_years

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>(?:(?![{HAN}])[^\W_])+)")
_SINGLE_HAN = re.compile(f"[{HAN}]")
MAX_WORD = 64  # longer "words" are no words; both sides cut at the same place

RunKind = Literal["han", "word", "article", "year"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of word characters in a folded text, with its tokens in order."""

    kind: RunKind
    start: int
    end: int
    text: str
    tokens: tuple[str, ...]


def bigrams(run: str) -> tuple[str, ...]:
    """Overlapping pairs of a run of Chinese characters; a single character stands alone."""
    return tuple(run[index : index + 2] for index in range(len(run) - 1)) if len(run) > 1 else (run,)


def runs(folded: str, *, loose_articles: bool = False) -> Iterator[Run]:
    """Split a folded text into runs, article numbers taken out first, then years in Chinese digits."""
    at = 0
    for mention in find_articles(folded, loose=loose_articles):
        if mention.start < at:
            continue
        yield from _runs_with_years(folded, at, mention.start)
        yield _mentioned("article", folded, mention)
        at = mention.end
    yield from _runs_with_years(folded, at, len(folded))


def _runs_with_years(folded: str, start: int, end: int) -> Iterator[Run]:
    for year in find_years(folded, start, end):
        yield from _plain_runs(folded, start, year.start)
        yield _mentioned("year", folded, year)
        start = year.end
    yield from _plain_runs(folded, start, end)


def _mentioned(kind: RunKind, folded: str, mention: ArticleMention | YearMention) -> Run:
    return Run(kind, mention.start, mention.end, folded[mention.start : mention.end], (mention.token,))


def _plain_runs(folded: str, start: int, end: int) -> Iterator[Run]:
    for match in _RUN.finditer(folded, start, end):
        text = match[0]
        if match["han"]:
            yield Run("han", match.start(), match.end(), text, bigrams(text))
        else:
            yield Run("word", match.start(), match.end(), text, (text[:MAX_WORD],))


def tokenize(text: str, *, is_folded: bool = False) -> list[str]:
    """The tokens of a document text, in order; none holds a blank, so engines only split at blanks.

    The same as those of ``runs``, without their places: all texts go through here at a rebuild.
    """
    folded, tokens, at = text if is_folded else fold(text), list[str](), 0
    for mention in find_articles(folded):
        if mention.start >= at:
            _add_tokens_with_years(tokens, folded, at, mention.start)
            tokens.append(mention.token)
            at = mention.end
    _add_tokens_with_years(tokens, folded, at, len(folded))
    return tokens


def _add_tokens_with_years(tokens: list[str], folded: str, start: int, end: int) -> None:
    for year in find_years(folded, start, end):
        _add_plain_tokens(tokens, folded, start, year.start)
        tokens.append(year.token)
        start = year.end
    _add_plain_tokens(tokens, folded, start, end)


def _add_plain_tokens(tokens: list[str], folded: str, start: int, end: int) -> None:
    for han, word in _RUN.findall(folded, start, end):
        if len(han) > 1:
            tokens.extend(map(add, han, han[1:]))
        else:
            tokens.append(han or word[:MAX_WORD])


def characters(text: str, *, is_folded: bool = False) -> list[str]:
    """The different Chinese characters of a text, sorted; they answer a query of a single character."""
    different = "".join(sorted(set(text if is_folded else fold(text))))
    return _SINGLE_HAN.findall(different)
