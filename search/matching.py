"""From a query of the port to a tree of conditions that any engine can translate.

Every condition that engines must agree on is written here; an engine knows the node classes only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from content.enums import Status
from search import ranking
from search.analysis.names import MAX_BEGINNING
from search.analysis.syllables import MAX_LETTERS
from search.analysis.tokens import bigrams
from search.enums import PageKind
from search.exchange import FACETS, LookUp, SearchQuery, SuggestQuery, date_of, day_number
from search.guessing import guess
from search.queries import ParsedQuery, QueryTerm, TypedSound, TypedStart


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with a token in a field; scored by BM25."""

    field: str
    token: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents with these tokens one after another; scored by BM25."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Documents with one of these exact values; adds no score."""

    field: str
    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Documents with a number from ``lower`` to ``upper``, both included; adds no score."""

    field: str
    lower: int | None = None
    upper: int | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """What ``node`` matches, with one fixed score."""

    node: Node
    score: float


@dataclass(frozen=True, slots=True)
class Boost:
    """What ``node`` matches, its score times a factor."""

    node: Node
    factor: float


@dataclass(frozen=True, slots=True)
class Every:
    """All of ``must`` and ``only``, none of ``without``; scores of ``must`` and ``raising`` are added up."""

    must: tuple[Node, ...] = ()
    raising: tuple[Node, ...] = ()
    only: tuple[Node, ...] = ()
    without: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of ``nodes``; scores are added up. Without any node nothing matches."""

    nodes: tuple[Node, ...]


Node = Term | Phrase | OneOf | Between | Constant | Boost | Every | Some


# ---- words ------------------------------------------------------------------------
def match_all_words(query: SearchQuery) -> Node:
    """Documents with every word of the query and none of the excluded ones; filters are added apart."""
    parsed = query.parsed
    parts = tuple(part for term in parsed.terms for part in _parts(term))
    return Every(must=parts, raising=_raising(query), without=_excluded(parsed))


def match_any_word(query: SearchQuery) -> Node:
    """Documents with some of the words; phrases, conditions and exclusions stay as they are."""
    parsed = query.parsed
    required = [term for term in parsed.terms if term.is_fixed]
    wanted = [term for term in parsed.terms if not term.is_fixed]
    guessed = guess(wanted)
    parts: list[Node] = [_boosted(_token(token), boost) for token, boost in guessed.words.items()]
    parts += [part for term in wanted if term.kind != "word" for part in _parts(term)]
    parts += [_alternative(words) for term in wanted for words in term.alternatives]
    must = [part for term in required for part in _parts(term)]
    if parts:
        must.append(Some(tuple(parts)))
    singles = (_boosted(Term("characters", char), boost) for char, boost in guessed.characters.items())
    raising = (*_raising(query), *singles)
    return Every(must=tuple(must), raising=raising, without=_excluded(parsed))


def _boosted(node: Node, factor: float) -> Node:
    return node if factor == 1.0 else Boost(node, factor)


def _parts(term: QueryTerm) -> list[Node]:
    if term.kind == "article":
        exact = Constant(Term("article", term.tokens[0]), ranking.ARTICLE_SCORE)
        return [Some((exact, _token(term.tokens[0])))]
    if term.kind == "number":
        return [Constant(OneOf("numbers", term.tokens), ranking.NUMBER_SCORE)]
    if term.kind == "body":
        return [Constant(Some(tuple(map(_issued_by, (term.tokens, *term.alternatives)))), 0.0)]
    if term.kind == "phrase" and len(term.tokens) > 1:
        return [Phrase("body", term.tokens)]
    tokens: list[Node] = [_token(token) for token in dict.fromkeys(term.tokens)]
    if not term.alternatives:
        return tokens
    return [Some((Every(must=tuple(tokens)), *map(_alternative, term.alternatives)))]


def _issued_by(tokens: tuple[str, ...]) -> Node:
    return Every(must=tuple(Term("bodies", token) for token in dict.fromkeys(tokens)))


def _alternative(words: tuple[str, ...]) -> Node:
    tokens = dict.fromkeys(chain.from_iterable(map(bigrams, words)))
    return Boost(Every(must=tuple(_token(token) for token in tokens)), ranking.ALTERNATIVE_BOOST)


def _token(token: str) -> Node:
    return Term("characters" if len(token) == 1 and not token.isascii() else "body", token)


def _excluded(parsed: ParsedQuery) -> tuple[Node, ...]:
    # As a whole: a document may hold 破坏 and 选举 where 破坏选举 is excluded.
    whole = (replace(term, kind="phrase") if term.kind == "word" else term for term in parsed.excluded)
    return tuple(Every(must=tuple(_parts(term))) for term in whole)


def _raising(query: SearchQuery) -> tuple[Node, ...]:
    parsed = query.parsed
    raising: list[Node] = [_recent(query.on, days, score) for days, score in ranking.RECENT_NEWS]
    if parsed.names:
        raising.append(Constant(OneOf("names", parsed.names), ranking.NAME_WITH_ARTICLE_SCORE))
    words = tuple(term.text for term in parsed.terms if term.kind in {"word", "phrase"})
    if words:
        raising.append(Constant(OneOf("names", words), ranking.NAME_SCORE))
    return tuple(raising)


def _recent(day: int, days: int, score: float) -> Node:
    """News of the last ``days``; rules do not age."""
    since = date_of(day) - timedelta(days=days)
    first = ranking.day_order(day_number(since), 0, 999)
    last = ranking.day_order(day, 10**8 - 1, 0)
    news = OneOf("kind", (PageKind.NEWS.value,))
    return Constant(Every(only=(news, Between("day_order", lower=first, upper=last))), score)


# ---- filters ----------------------------------------------------------------------
def accessible(words: Node, access_keys: tuple[str, ...]) -> Node:
    """The words under the access keys, one condition, and nothing else."""
    return Every(must=(words,), only=(OneOf("access_key", access_keys),))


def filtered(words: Node, query: SearchQuery, *, without: str = "") -> Node:
    """Add access keys and filters, leaving out the facet whose values are being counted."""
    only: list[Node] = [OneOf("access_key", query.access_keys)]
    for facet, name in FACETS.items():
        chosen = getattr(query, name)
        if not chosen or facet == without:
            continue
        if facet == "status":
            only.append(Some(tuple(status_is(status, query.on) for status in sorted(chosen))))
        else:
            only.append(OneOf(facet, tuple(sorted(chosen))))
    return Every(must=(words,), only=tuple(only))


def status_is(status: Status, day: int) -> Node:
    """The documents that have a status on a day."""
    if status is Status.NOT_YET:
        return Between("valid_from", lower=day + 1)
    started = Between("valid_from", upper=day)
    if status is Status.IN_FORCE:
        return Every(only=(started, Between("valid_to", lower=day + 1)))
    ended = Between("valid_to", upper=day)
    return Every(only=(started, ended, OneOf("repealed", (status is Status.REPEALED,))))


def within_pages(node: Node, page_ids: Iterable[int]) -> Node:
    """A condition narrowed to some pages."""
    return Every(must=(node,), only=(OneOf("page_id", tuple(page_ids)),))


def wrongly_open(access_keys: Mapping[int, str]) -> Iterator[Node]:
    """What pages have under another access key than theirs here; "" is a key that nothing has."""
    by_key: dict[str, list[int]] = {}
    for page_id, key in access_keys.items():
        by_key.setdefault(key, []).append(page_id)
    for key, page_ids in by_key.items():
        right = (OneOf("access_key", (key,)),) if key else ()
        yield Every(only=(OneOf("page_id", tuple(page_ids)),), without=right)


# ---- names --------------------------------------------------------------------------
def looked_up(wanted: LookUp) -> Node:
    """The documents a look-up asks for."""
    only: list[Node] = [OneOf("access_key", wanted.access_keys)]
    if wanted.names:
        only.append(OneOf("names", wanted.names))
    if wanted.syllables:
        only.append(_in_order("syllables", wanted.syllables))
    if wanted.number:
        only.append(OneOf("own_number", (wanted.number,)))
    only.append(OneOf("article", (wanted.article,)) if wanted.article else OneOf("leads", (True,)))
    return Every(only=tuple(only))


def suggested(query: SuggestQuery) -> Node:
    """The pages and articles somebody may mean who is typing, under the access keys."""
    wanted = [_named(query.typed)]
    if query.typed.article:
        wanted.append(_numbered(query.typed))
    access = OneOf("access_key", query.access_keys)
    statuses = Some(tuple(status_is(status, query.on) for status in sorted(query.statuses)))
    in_force = Constant(status_is(Status.IN_FORCE, query.on), ranking.IN_FORCE_SCORE)
    return Every(must=(Some(tuple(wanted)),), only=(access, statuses), raising=(in_force,))


def _named(typed: TypedStart) -> Node:
    """Pages whose name begins as was typed, or whose title has all of it."""
    longest = MAX_LETTERS if typed.sound and not typed.sound.beside else MAX_BEGINNING
    begun: Node = Constant(Term("beginnings", typed.name[:longest]), ranking.BEGINNING_SCORE)
    if len(typed.name) > longest:  # more was typed than a beginning holds: the title must have the rest
        begun = Every(must=(begun, *_titled(typed.tokens)))
    fitting = [begun]
    if typed.tokens:
        fitting.append(Every(must=_titled(typed.tokens)))
    if typed.sound:
        fitting.append(_sounding(typed.sound))
    same = Constant(OneOf("names", (typed.name,)), ranking.SAME_NAME_SCORE)
    return Every(must=(Some(tuple(fitting)),), only=(OneOf("leads", (True,)),), raising=(same,))


def _sounding(sound: TypedSound) -> Node:
    """Names with a part that sounds as was typed; the more of it, the better."""
    ways = [_in_order("syllables", syllables) for syllables in sound.syllables]
    if sound.initials:
        ways.append(_in_order("initials", sound.initials))
    scored = tuple(Constant(way, ranking.SOUND_SCORE) for way in ways)
    return Every(must=(*_titled(sound.beside), Some(scored)))


def _in_order(field: str, tokens: tuple[str, ...]) -> Node:
    return Phrase(field, tokens) if len(tokens) > 1 else Term(field, tokens[0])


def _numbered(typed: TypedStart) -> Node:
    """Articles of the number that was typed, of the rule named before it."""
    must: list[Node] = [Constant(OneOf("article", (typed.article,)), ranking.SUGGESTED_ARTICLE_SCORE)]
    if typed.rule_names:
        same = Constant(OneOf("names", typed.rule_names), ranking.SAME_NAME_SCORE)
        must.append(Some((same, Every(must=_titled(typed.rule_tokens)))))
    return Every(must=tuple(must))


def _titled(tokens: Iterable[str]) -> tuple[Node, ...]:
    return tuple(Term("titled", token) for token in tokens)
