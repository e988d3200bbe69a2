"""The words editors keep for the search: what is also called otherwise, and what may be left away.

Campaign language names the offence (拉票贿选), statutes describe the act (选举法第五十八条:
以金钱或者其他财物贿赂选民); questions have words that answers never have (怎么, 什么). A vocabulary is a
value: it is read by ``selectors.vocabulary`` and handed to ``queries.parse``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from search.analysis.folding import fold

# Other ways to say a word; each is a few words that must all be there.
Alternatives = tuple[tuple[str, ...], ...]
MIN_WORD = 2  # a single character is part of too many words


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``synonyms`` lead from a word to its alternatives, not back; all words are folded."""

    synonyms: Mapping[str, Alternatives] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    _known: re.Pattern[str] | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        words = sorted({*self.synonyms, *self.stop_words} - {""}, key=lambda word: (-len(word), word))
        if words:
            object.__setattr__(self, "_known", re.compile("|".join(map(re.escape, words))))

    def alternatives(self, word: str) -> Alternatives:
        """Other ways to say a word, () for none."""
        return self.synonyms.get(word, ())

    def split(self, run: str) -> list[str]:
        """Cut a run of Chinese characters at the known words (拉票贿选怎么处理: 拉票贿选, 怎么, 处理).

        What is left as a single character between two cuts is dropped: it never stands alone in Chinese
        prose. Where nothing would be left but words that may be dropped (村怎么选), the run stays whole.
        """
        pieces = [piece for piece in self._pieces(run) if len(piece) > 1]
        return pieces if any(piece not in self.stop_words for piece in pieces) else [run]

    def _pieces(self, run: str) -> Iterator[str]:
        at = 0
        for match in self._known.finditer(run) if self._known else ():
            yield run[at : match.start()]
            yield match[0]
            at = match.end()
        yield run[at:]

    def with_synonym(self, word: str, alternatives: Alternatives, *, replacing: str = "") -> Vocabulary:
        """The vocabulary as it would be with this entry, in place of the one for ``replacing``."""
        synonyms = {known: found for known, found in self.synonyms.items() if known != replacing}
        return Vocabulary({**synonyms, word: alternatives}, self.stop_words)

    def with_stop_word(self, word: str, *, replacing: str = "") -> Vocabulary:
        """The vocabulary as it would be with this word to drop, in place of ``replacing``."""
        return Vocabulary(self.synonyms, self.stop_words - {replacing} | {word})


def tidy_word(typed: str) -> str:
    """A word as the vocabulary holds it: folded, without blanks."""
    return "".join(fold(typed).split())


def tidy_words(typed: str) -> str:
    """Words as an alternative holds them: folded, one blank between two."""
    return " ".join(fold(typed).split())


def read_alternatives(lines: str) -> Alternatives:
    """The alternatives an editor wrote: one a line, its words parted by blanks."""
    return tuple(dict.fromkeys(tuple(words) for line in lines.splitlines() if (words := fold(line).split())))


def write_alternatives(alternatives: Iterable[Iterable[str]]) -> str:
    """What ``read_alternatives`` reads."""
    return "\n".join(" ".join(words) for words in alternatives)
