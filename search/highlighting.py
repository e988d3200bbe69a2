"""Marking what was found, over the original text: escaped first, spans merged, no tag ever split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis.articles import find_articles
from search.analysis.folding import fold, fold_with_offsets
from search.analysis.tokens import runs
from search.analysis.years import find_years
from search.queries import QueryTerm

ELLIPSIS = "……"
SNIPPET_LENGTH = 120
LOOKED_AT = 20_000  # characters of a text; a provision has far fewer
_SENTENCE_ENDS = frozenset("。；！？\n")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text, in character offsets."""

    start: int
    end: int


def find_spans(text: str, terms: Iterable[QueryTerm], *, beside: str = "") -> list[Span]:
    """Where the terms stand in a text: sorted, not overlapping, in offsets of the original.

    A word found whole is marked whole, another way to say it where all of its words are there; only where
    neither is are its pairs of characters marked. A phrase is marked as a whole or not at all. What
    stands beyond the first ``LOOKED_AT`` characters is not looked at.

    Args:
        text: the text as it was typed.
        terms: what was asked for.
        beside: what stands with it (the title above an article): a word whole there is not hunted for in
        pieces here, and another way to say it may stand partly there.
    """
    folded, offsets = fold_with_offsets(text[:LOOKED_AT])
    looked_at = _Text(folded, fold(beside[:LOOKED_AT]))
    found = [place for term in terms for place in looked_at.places(term)]
    return merge([(offsets[start], offsets[end - 1] + 1) for start, end in found])


def merge(spans: Iterable[Span]) -> list[Span]:
    """Sort spans and join those that overlap or touch."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mark(text: str, spans: Sequence[Span]) -> SafeString:
    """The text as HTML with the spans in <mark>.

    Args:
        text: plain text; everything in it is escaped.
        spans: sorted and not overlapping, as ``find_spans`` returns them.
    """
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece of text was escaped above


def highlight(text: str, terms: Iterable[QueryTerm], *, beside: str = "") -> SafeString:
    """The whole text as HTML with every term marked."""
    return mark(text, find_spans(text, terms, beside=beside))


def snippet(
    text: str, terms: Iterable[QueryTerm], *, beside: str = "", length: int = SNIPPET_LENGTH
) -> SafeString:
    """The part of the text where most was found, as HTML, with …… where something is left out."""
    spans = find_spans(text, terms, beside=beside)
    window = densest_window(text, spans, length)
    inside = [
        (max(start, window.start) - window.start, min(end, window.end) - window.start)
        for start, end in spans
        if start < window.end and end > window.start
    ]
    head = ELLIPSIS if window.start else ""
    tail = ELLIPSIS if window.end < len(text) else ""
    return mark_safe(head + mark(text[window.start : window.end], inside) + tail)  # noqa: S308 - marked above


def densest_window(text: str, spans: Sequence[Span], length: int) -> Window:
    """The ``length`` characters with the most marked ones, begun at a sentence where one is near."""
    if len(text) <= length or not spans:
        return Window(0, min(length, len(text)))
    best, best_start, first, covered = -1, 0, 0, 0
    for last, (_start, end) in enumerate(spans):
        covered += end - spans[last][0]
        while spans[first][0] < end - length and first < last:
            covered -= spans[first][1] - spans[first][0]
            first += 1
        if covered > best:
            best, best_start = covered, spans[first][0]
    start = _sentence_start(text, best_start, reach=length // 3)
    start = max(0, min(start, len(text) - length))
    return Window(start, min(len(text), start + length))


def _sentence_start(text: str, at: int, *, reach: int) -> int:
    for index in range(at, max(0, at - reach), -1):
        if text[index - 1] in _SENTENCE_ENDS:
            return index
    return max(0, at - reach // 2) if at > reach else 0


class _Text:
    """A folded text; what is found in it is computed once for all terms, and only when one needs it."""

    def __init__(self, folded: str, beside: str) -> None:
        self.folded = folded
        self._beside = beside

    def places(self, term: QueryTerm) -> list[Span]:
        """Where a term stands, in offsets of the folded text."""
        if term.kind == "article":
            return self._articles.get(term.tokens[0], [])
        if term.kind == "phrase":
            return self._phrases(term.tokens) or self._year(term)
        if term.kind != "word":
            return []
        said = [
            word
            for words in term.alternatives
            if all(word in self.folded or word in self._beside for word in words)
            for word in words
        ]
        places = [place for word in (term.text, *said) for place in _occurrences(self.folded, word)]
        places += self._year(term)
        if places or term.text in self._beside:
            return places
        return [place for token in dict.fromkeys(term.tokens) for place in _occurrences(self.folded, token)]

    @cached_property
    def _articles(self) -> dict[str, list[Span]]:
        return _by_token((found.token, found.start, found.end) for found in find_articles(self.folded))

    @cached_property
    def _years(self) -> dict[str, list[Span]]:
        return _by_token((found.token, found.start, found.end) for found in find_years(self.folded))

    @cached_property
    def _placed(self) -> tuple[tuple[str, int, int], ...]:
        return tuple(_placed(self.folded))

    @cached_property
    def _tokens(self) -> tuple[str, ...]:
        return tuple(token for token, _start, _end in self._placed)

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        """The numbers of the tokens that are the same."""
        starts: dict[str, list[int]] = defaultdict(list)
        for at, token in enumerate(self._tokens):
            starts[token].append(at)
        return starts

    def _year(self, term: QueryTerm) -> list[Span]:
        """二〇一六 where 2016 is asked for."""
        return self._years.get(term.tokens[0], []) if len(term.tokens) == 1 else []

    def _phrases(self, wanted: tuple[str, ...]) -> list[Span]:
        """Where these tokens follow one another; as in the index, punctuation between them does not count."""
        if len(wanted) == 1 and len(wanted[0]) == 1:
            return _occurrences(self.folded, wanted[0])
        return [
            (self._placed[at][1], self._placed[at + len(wanted) - 1][2])
            for at in self._starts.get(wanted[0], ())
            if self._tokens[at : at + len(wanted)] == wanted
        ]


def _by_token(found: Iterable[tuple[str, int, int]]) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for token, start, end in found:
        spans[token].append((start, end))
    return spans


def _placed(folded: str) -> Iterator[tuple[str, int, int]]:
    """The tokens of a text in order, each with its place."""
    for run in runs(folded):
        if run.kind == "han" and len(run.text) > 1:
            for at, token in enumerate(run.tokens, start=run.start):
                yield token, at, at + len(token)
        else:
            yield run.tokens[0], run.start, run.end


def _occurrences(folded: str, wanted: str) -> list[Span]:
    found: list[Span] = []
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = folded.find(wanted, at + 1)
    return found
