"""From a query of the port to one of Tantivy: which documents match, what raises them, which filters hold."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from tantivy import FieldType, Occur, Query

from content.enums import Status
from search.analysis.names import MAX_BEGINNING
from search.analysis.tokens import bigrams
from search.engines.tantivy_schema import SCHEMA
from search.port import SearchQuery, SuggestQuery
from search.queries import ParsedQuery, QueryTerm, TypedStart

# The article asked for stands above every other, whatever its words; the rule asked for above other rules.
ARTICLE_SCORE = 100.0
NAME_WITH_ARTICLE_SCORE = 100.0
NAME_SCORE = 5.0
NUMBER_SCORE = 100.0
ALTERNATIVE_BOOST = 0.5  # what was typed counts more than another word for it
# Suggestions: the article asked for, then what begins as was typed, then what has it somewhere in its title;
# among those, what is in force.
SUGGESTED_ARTICLE_SCORE = 3_000.0
SAME_NAME_SCORE = 1_000.0
BEGINNING_SCORE = 1_000.0
IN_FORCE_SCORE = 500.0
FACETS = {"kind": "kinds", "level": "levels", "issuing_body": "issuing_bodies", "status": "statuses"}


def match_all_words(parsed: ParsedQuery) -> Query:
    """Documents with every word of the query."""
    clauses = [(Occur.Must, part) for term in parsed.terms for part in _parts(term)]
    return Query.boolean_query(clauses + _raising(parsed))


def match_any_word(parsed: ParsedQuery) -> Query:
    """Documents with some of the words; a quoted phrase stays required."""
    wanted = [term for term in parsed.terms if term.kind != "phrase"]
    some = list(dict.fromkeys(chain.from_iterable(term.tokens for term in wanted if term.kind == "word")))
    parts = [_token(token) for token in some]
    parts += [part for term in wanted if term.kind != "word" for part in _parts(term)]
    parts += [_alternative(words) for term in wanted for words in term.alternatives]
    clauses = [(Occur.Must, part) for term in parsed.terms if term.kind == "phrase" for part in _parts(term)]
    if parts:
        clauses.append((Occur.Must, _any_of(parts)))
    return Query.boolean_query(clauses + _raising(parsed))


def suggested(query: SuggestQuery) -> Query:
    """The pages and articles somebody may mean who is typing, under the access keys (one clause)."""
    wanted = [_named(query.typed)]
    if query.typed.article:
        wanted.append(_numbered(query.typed))
    access = Query.term_set_query(SCHEMA, "access_key", list(query.access_keys))
    statuses = _any_of(status_query(status, query.on) for status in sorted(query.statuses))
    in_force = Query.const_score_query(status_query(Status.IN_FORCE, query.on), IN_FORCE_SCORE)
    return Query.boolean_query(
        [(Occur.Must, _any_of(wanted)), _filter(access), _filter(statuses), (Occur.Should, in_force)]
    )


def _named(typed: TypedStart) -> Query:
    """Pages whose name begins as was typed, or whose title has all of it."""
    begun = Query.term_query(SCHEMA, "beginnings", typed.name[:MAX_BEGINNING])
    begun = Query.const_score_query(begun, BEGINNING_SCORE)
    if len(typed.name) > MAX_BEGINNING:  # more was typed than a beginning holds: the title must have the rest
        begun = _all_of([begun, *_titled(typed.tokens)])
    fitting = [begun]
    if typed.tokens:
        fitting.append(_all_of(_titled(typed.tokens)))
    same = Query.const_score_query(Query.term_query(SCHEMA, "names", typed.name), SAME_NAME_SCORE)
    leading = _filter(Query.term_query(SCHEMA, "leads", True))
    return Query.boolean_query([leading, (Occur.Must, _any_of(fitting)), (Occur.Should, same)])


def _numbered(typed: TypedStart) -> Query:
    """Articles of the number that was typed, of the rule named before it."""
    number = Query.term_query(SCHEMA, "article", typed.article)
    clauses = [(Occur.Must, Query.const_score_query(number, SUGGESTED_ARTICLE_SCORE))]
    if typed.rule_names:
        named = Query.term_set_query(SCHEMA, "names", list(typed.rule_names))
        same = Query.const_score_query(named, SAME_NAME_SCORE)
        clauses.append((Occur.Must, _any_of([same, _all_of(_titled(typed.rule_tokens))])))
    return Query.boolean_query(clauses)


def _titled(tokens: Iterable[str]) -> list[Query]:
    return [Query.term_query(SCHEMA, "titled", token, "basic") for token in tokens]


def filtered(words: Query, query: SearchQuery, *, without: str = "") -> Query:
    """Add access keys (one clause) and filters, leaving out the facet whose values are being counted."""
    access = Query.term_set_query(SCHEMA, "access_key", list(query.access_keys))
    clauses = [(Occur.Must, words), _filter(access)]
    for field, chosen in (
        ("kind", query.kinds),
        ("level", query.levels),
        ("issuing_body", query.issuing_bodies),
    ):
        if chosen and field != without:
            clauses.append(_filter(Query.term_set_query(SCHEMA, field, sorted(chosen))))
    if query.statuses and without != "status":
        clauses.append(_filter(_any_of(status_query(status, query.on) for status in sorted(query.statuses))))
    return Query.boolean_query(clauses)


def only_accessible(words: Query, query: SearchQuery) -> Query:
    """The words under the access keys and nothing else."""
    access = Query.term_set_query(SCHEMA, "access_key", list(query.access_keys))
    return Query.boolean_query([(Occur.Must, words), _filter(access)])


def within(query: Query, field: str, value: object) -> Query:
    """A query narrowed to one value of a field."""
    return Query.boolean_query([(Occur.Must, query), _filter(Query.term_query(SCHEMA, field, value))])


def status_query(status: Status, day: int) -> Query:
    """The documents that have a status on a day."""
    if status is Status.NOT_YET:
        return _days("valid_from", lower=day + 1)
    started = (Occur.Must, _days("valid_from", upper=day))
    if status is Status.IN_FORCE:
        return Query.boolean_query([started, (Occur.Must, _days("valid_to", lower=day + 1))])
    repealed = Query.term_query(SCHEMA, "repealed", status is Status.REPEALED)
    ended = (Occur.Must, _days("valid_to", upper=day))
    return Query.boolean_query([started, ended, (Occur.Must, repealed)])


def with_status(query: Query, status: Status, day: int) -> Query:
    """A query narrowed to one status."""
    return Query.boolean_query([(Occur.Must, query), _filter(status_query(status, day))])


def _days(field: str, *, lower: int | None = None, upper: int | None = None) -> Query:
    return Query.range_query(SCHEMA, field, FieldType.Unsigned, lower, upper)


def _filter(query: Query) -> tuple[Occur, Query]:
    return Occur.Must, Query.const_score_query(query, 0.0)


def _any_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _parts(term: QueryTerm) -> list[Query]:
    if term.kind == "article":
        exact = Query.const_score_query(Query.term_query(SCHEMA, "article", term.tokens[0]), ARTICLE_SCORE)
        return [_any_of([exact, _token(term.tokens[0])])]
    if term.kind == "number":
        number = Query.term_query(SCHEMA, "numbers", term.tokens[0])
        return [Query.const_score_query(number, NUMBER_SCORE)]
    if term.kind == "phrase" and len(term.tokens) > 1:
        return [Query.phrase_query(SCHEMA, "body", list(term.tokens))]
    tokens = [_token(token) for token in dict.fromkeys(term.tokens)]
    if not term.alternatives:
        return tokens
    return [_any_of([_all_of(tokens), *map(_alternative, term.alternatives)])]


def _alternative(words: tuple[str, ...]) -> Query:
    tokens = dict.fromkeys(chain.from_iterable(map(bigrams, words)))
    return Query.boost_query(_all_of([_token(token) for token in tokens]), ALTERNATIVE_BOOST)


def _token(token: str) -> Query:
    field = "characters" if len(token) == 1 and not token.isascii() else "body"
    return Query.term_query(SCHEMA, field, token, "freq" if field == "body" else "basic")


def _raising(parsed: ParsedQuery) -> list[tuple[Occur, Query]]:
    raising = []
    if parsed.names:
        named = Query.term_set_query(SCHEMA, "names", list(parsed.names))
        raising.append((Occur.Should, Query.const_score_query(named, NAME_WITH_ARTICLE_SCORE)))
    words = [term.text for term in parsed.terms if term.kind in {"word", "phrase"}]
    if words:
        named = Query.term_set_query(SCHEMA, "names", words)
        raising.append((Occur.Should, Query.const_score_query(named, NAME_SCORE)))
    return raising
