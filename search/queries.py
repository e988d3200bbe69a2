"""From what a reader typed to a query; every string whatever gives one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from search.analysis.admin_search import segment_query
from search.analysis.articles import complete_number, find_articles
from search.analysis.folding import fold
from search.analysis.names import name_candidates, squeeze
from search.analysis.numbers import take_numbers
from search.analysis.syllables import MAX_LETTERS, read_syllables
from search.analysis.tokens import Run, bigrams, runs
from search.analysis.vocabulary import Vocabulary
from search.enums import ProblemKind
from search.language.conditions import Filters, Problem, read_filters
from search.language.pieces import Piece, cut, has_lone_quote, values

MAX_CHARACTERS = 2_000
MAX_TOKENS = 100
MAX_EXCLUDED = 20
MAX_PHRASES = 20
MAX_PROBLEMS = 5
MAX_START = 60
NO_VOCABULARY = Vocabulary()

# "body" is a word that the name of the issuing body must have (机关:).
TermKind = Literal["word", "phrase", "article", "number", "body"]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One thing the reader asks for: ``text`` folded, ``tokens`` as the index holds them, in order.

    ``alternatives`` are other ways to say it, each a few words that must all be there; for a body the tokens
    of other bodies. A number has one of its tokens. ``binding`` says that it is a condition (文号:), which
    holds also where not every word is found.
    """

    kind: TermKind
    text: str
    tokens: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...] = ()
    binding: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether it is never left away."""
        return self.binding or self.kind in {"phrase", "body"}


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query understood.

    ``excluded`` is what a document must not have (-排除); ``names`` are the possible names of the rule whose
    article is asked for (监察法第十五条), ``truncated`` says that more was typed than is searched for;
    ``filters`` are conditions that are no words (类型:规则), ``problems`` what was not understood.
    """

    terms: tuple[QueryTerm, ...] = ()
    excluded: tuple[QueryTerm, ...] = ()
    names: tuple[str, ...] = ()
    truncated: bool = False
    filters: Filters = field(default_factory=Filters)
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.terms

    @property
    def is_one_condition(self) -> bool:
        """Whether there is nothing to leave away: one word of one token, or phrases and conditions only."""
        loose = [term for term in self.terms if not term.is_fixed]
        return not loose or (len(self.terms) == 1 and len(loose[0].tokens) == 1 and not loose[0].alternatives)


@dataclass(frozen=True, slots=True)
class TypedSound:
    """Letters that may be pinyin: the ways to read them as ``syllables``, and as ``initials`` of as many.

    ``beside`` are the tokens a title must have because they were typed in characters (换届jl).
    """

    syllables: tuple[tuple[str, ...], ...]
    initials: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedStart:
    """What stands in the search box while somebody types.

    ``name`` is all of it as names are compared, ``tokens`` what a title must have, ``sound`` how that sounds.
    Where an article number is typed, ``article`` is its token, ``rule_names`` the possible names of its rule,
    ``rule_tokens`` what the title of the rule must have.
    """

    name: str = ""
    tokens: tuple[str, ...] = ()
    article: str = ""
    rule_names: tuple[str, ...] = ()
    rule_tokens: tuple[str, ...] = ()
    sound: TypedSound | None = None

    @property
    def is_empty(self) -> bool:
        return not self.name


def parse_start(typed: str) -> TypedStart:
    """Understand the beginning of a name or of an article's (监察法第七十五); never raises."""
    folded = fold(typed[:MAX_START]).strip().removesuffix("第")
    name, sound = squeeze(folded), _typed_sound(folded)
    if sound and not sound.beside:
        name = name.replace("ü", "v")
    whole = TypedStart(name, _title_tokens(folded), sound=sound)
    completed = complete_number(folded)
    mention = next(find_articles(completed, loose=True), None)
    if mention is None:
        return whole
    before = completed[: mention.start]
    return replace(
        whole, article=mention.token, rule_names=name_candidates(before), rule_tokens=_title_tokens(before)
    )


# Whoever types into a list of suggestions leaves letters behind what is already written in characters.
_SOUND = re.compile(r"(?P<before>.*[^0-9a-zv])?(?P<letters>[0-9]*[a-z][0-9a-z]*)")


def _typed_sound(folded: str) -> TypedSound | None:
    match = _SOUND.fullmatch(squeeze(folded).replace("ü", "v"))
    if not match:
        return None
    before, letters = match["before"] or "", match["letters"][:MAX_LETTERS]
    complete, begun = read_syllables(letters), read_syllables(letters, unfinished=True)
    initials = tuple(letters) if before or len(letters) > 1 else ()
    sound = TypedSound(tuple(dict.fromkeys((*complete, *begun))), initials, _title_tokens(before))
    return sound if sound.syllables or sound.initials else None


def _title_tokens(folded: str) -> tuple[str, ...]:
    return tuple(segment_query(folded).split())


def parse(typed: str, vocabulary: Vocabulary = NO_VOCABULARY) -> ParsedQuery:
    """Understand a query.

    Blanks and punctuation part words, quotation marks hold a phrase together, - before a word excludes it,
    机关: 文号: 年份: 类型: 效力: are conditions. Never raises; what is not understood is searched for as
    words, and ``problems`` says so. Words of the vocabulary that may be dropped are, where anything else is
    left. A text without a single word character gives an empty query.
    """
    pieces = list(cut(fold(typed[:MAX_CHARACTERS])))
    read = read_filters(piece for piece in pieces if _is_filter(piece))
    pieces += read.words
    wanted = [term for piece in pieces if not piece.excluded for term in _terms_of(piece, vocabulary)]
    unwanted = [term for piece in pieces if piece.excluded for term in _excluded_terms(piece)]
    terms, cut_short = _limit(_without_stop_words(_different(wanted), vocabulary))
    excluded, excluded_cut = _limit(_different(unwanted))
    kept = tuple(excluded[:MAX_EXCLUDED])
    return ParsedQuery(
        terms=tuple(terms),
        excluded=kept,
        names=_names(pieces),
        truncated=cut_short or excluded_cut or len(kept) < len(excluded) or len(typed) > MAX_CHARACTERS,
        filters=read.filters,
        problems=_problems(pieces, read.problems, ParsedQuery(tuple(terms), kept, filters=read.filters)),
    )


# ---- terms ------------------------------------------------------------------------
def _terms_of(piece: Piece, vocabulary: Vocabulary) -> Iterator[QueryTerm]:
    if piece.kind == "phrase":
        yield from _phrase(piece.text)
    elif piece.kind == "words":
        numbers, rest = take_numbers(piece.text)
        yield from (QueryTerm("number", key, (key,)) for key in numbers)
        yield from _words(rest, vocabulary)
    elif not _is_filter(piece):
        yield from _condition(piece, vocabulary)


def _condition(piece: Piece, vocabulary: Vocabulary = NO_VOCABULARY) -> Iterator[QueryTerm]:
    """The term of a condition on issuing body or number; a number not understood is words."""
    if piece.field == "body":
        bodies = [(value, _title_tokens(value)) for value in values(piece.text)]
        bodies = [body for body in bodies if body[1]]
        if bodies:
            others = tuple(tokens for _value, tokens in bodies[1:])
            written = "、".join(value for value, _tokens in bodies)
            yield QueryTerm("body", written, bodies[0][1], others, binding=True)
        return
    numbers, rest = _numbers_of(piece)
    if numbers:
        yield QueryTerm("number", numbers[0], numbers, binding=True)
    for words in rest:
        yield from _words(words, vocabulary)


def _numbers_of(piece: Piece) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers of a condition on the number, and its values that are none."""
    whole = take_numbers(piece.text)
    if whole[0] and not whole[1].strip(" ,、;"):
        return whole[0], ()
    read = [(value, take_numbers(value)) for value in values(piece.text)]
    numbers = tuple(dict.fromkeys(key for _value, (keys, _rest) in read for key in keys))
    return numbers, tuple(value for value, (keys, _rest) in read if not keys)


def _excluded_terms(piece: Piece) -> Iterator[QueryTerm]:
    """What is excluded is one thing: 破坏选举 as a whole, not its pairs of characters."""
    if piece.kind == "field":
        yield from () if _is_filter(piece) else _condition(piece)
        return
    numbers, rest = take_numbers(piece.text)
    yield from (QueryTerm("number", key, (key,)) for key in numbers)
    yield from _phrase(rest)


def _is_filter(piece: Piece) -> bool:
    return piece.kind == "field" and piece.field not in {"body", "number"}


def _words(folded: str, vocabulary: Vocabulary) -> Iterator[QueryTerm]:
    for run in runs(folded, loose_articles=True):
        if run.kind == "han":
            for word in vocabulary.split(run.text):
                yield QueryTerm("word", word, bigrams(word), vocabulary.alternatives(word))
        elif run.kind == "article":
            yield QueryTerm("article", run.text, run.tokens)
        else:
            yield QueryTerm("word", run.text, run.tokens, vocabulary.alternatives(run.text))


def _phrase(folded: str) -> Iterator[QueryTerm]:
    numbers, rest = take_numbers(folded)
    if numbers and not rest.strip():
        yield QueryTerm("number", numbers[0], numbers, binding=True)
        return
    found = list(runs(folded))
    tokens = [token for run in found for token in run.tokens]
    # A single character at either end may be half of a pair in the text (“2016年” in 2016年换届).
    if len(tokens) > 1 and _is_single(found[-1]):
        tokens.pop()
    if len(tokens) > 1 and _is_single(found[0]):
        tokens.pop(0)
    if tokens:
        yield QueryTerm("phrase", folded.strip(), tuple(tokens))


def _is_single(run: Run) -> bool:
    return run.kind == "han" and len(run.text) == 1


def _without_stop_words(terms: list[QueryTerm], vocabulary: Vocabulary) -> list[QueryTerm]:
    kept = [term for term in terms if term.kind != "word" or term.text not in vocabulary.stop_words]
    return kept or terms


def _different(terms: Iterable[QueryTerm]) -> list[QueryTerm]:
    """One of those that ask for the same: “换届”, “换届，” and “换届！” are one phrase."""
    found: dict[tuple[object, ...], QueryTerm] = {}
    for term in terms:
        found.setdefault((term.kind, term.tokens, term.alternatives, term.binding), term)
    return list(found.values())


def _limit(terms: list[QueryTerm]) -> tuple[list[QueryTerm], bool]:
    """The terms there is room for, and whether some are left out; other ways to say them come last."""
    kept: list[QueryTerm] = []
    room, phrases, cut_short = MAX_TOKENS, MAX_PHRASES, False
    for term in terms:
        phrases -= term.kind == "phrase"
        if phrases < 0:
            return kept, True
        size = len(term.tokens) + (sum(map(len, term.alternatives)) if term.kind == "body" else 0)
        if size > room:
            if room and term.kind == "word":
                kept.append(QueryTerm("word", term.text[: room + 1], term.tokens[:room]))
            room, cut_short = 0, True
            break
        kept.append(term)
        room -= size
    for place, term in enumerate(kept):
        if term.kind != "body" and term.alternatives:
            size = sum(len(bigrams(word)) for words in term.alternatives for word in words)
            if size > room:
                kept[place] = replace(term, alternatives=())
            else:
                room -= size
    return kept, cut_short


def _names(pieces: Iterable[Piece]) -> tuple[str, ...]:
    plain = " ".join(piece.text for piece in pieces if piece.kind != "field" and not piece.excluded)
    first = next((run for run in runs(plain, loose_articles=True) if run.kind == "article"), None)
    return name_candidates(plain[: first.start]) if first else ()


# ---- problems -----------------------------------------------------------------------
def _problems(pieces: list[Piece], unread: tuple[Problem, ...], parsed: ParsedQuery) -> tuple[Problem, ...]:
    problems = list(unread)
    if any(piece.kind == "words" and has_lone_quote(piece.text) for piece in pieces):
        problems.append(Problem(ProblemKind.LONE_QUOTE))
    for piece in pieces:
        if piece.kind != "field" or _is_filter(piece):
            continue
        if not piece.text:
            problems.append(Problem(ProblemKind.NO_VALUE, piece.name))
        elif piece.field == "number":
            problems += [Problem(ProblemKind.BAD_NUMBER, value) for value in _numbers_of(piece)[1]]
    if not parsed.terms and parsed.excluded:
        problems.append(Problem(ProblemKind.ONLY_EXCLUDED))
    elif not parsed.terms and parsed.filters:
        problems.append(Problem(ProblemKind.ONLY_FILTERS))
    return tuple(dict.fromkeys(problems))[:MAX_PROBLEMS]
