"""From the conditions of ``search.matching`` to queries of Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from elasticsearch.dsl import query as dsl
from elasticsearch.dsl.function import FieldValueFactor

from search.matching import Between, Boost, Constant, Every, Node, OneOf, Phrase, Some, Term

MOST_TERMS = 65_536  # what an index takes in one list (index.max_terms_count)


def ranked(node: Node) -> dsl.Query:
    """What a condition finds, its scores times the prior of each document."""
    prior = FieldValueFactor(field="prior", missing=1)
    return dsl.FunctionScore(query=translate(node), functions=[prior], boost_mode="multiply")


def unranked(node: Node) -> dsl.Query:
    """What a condition finds, every score 0."""
    return dsl.Bool(filter=[_condition(node)])


def translate(node: Node) -> dsl.Query:
    """The query of a condition, with its scores."""
    if isinstance(node, Term):
        return dsl.Term(**{node.field: {"value": _clean(node.token)}})
    if isinstance(node, Phrase):
        tokens = " ".join(map(_clean, node.tokens))
        return dsl.MatchPhrase(**{node.field: {"query": tokens, "analyzer": "whitespace"}})
    if isinstance(node, OneOf | Between):
        return unranked(node)
    if isinstance(node, Constant):
        return dsl.ConstantScore(filter=_condition(node.node), boost=node.score)
    if isinstance(node, Boost):
        return dsl.Bool(must=[translate(node.node)], boost=node.factor)
    if isinstance(node, Some):
        return _some(list(map(translate, node.nodes)))
    return _every(node)


def _condition(node: Node) -> dsl.Query:
    """The query of a condition where no score is asked for."""
    if isinstance(node, OneOf):
        return _one_of(node)
    if isinstance(node, Between):
        limits = {"gte": node.lower, "lte": node.upper}
        return dsl.Range(**{node.field: {name: value for name, value in limits.items() if value is not None}})
    return translate(node)


def _one_of(node: OneOf) -> dsl.Query:
    values = list(map(_clean, node.values))
    parts = [values[start : start + MOST_TERMS] for start in range(0, len(values), MOST_TERMS)]
    return _some([dsl.Q("terms", **{node.field: part}) for part in parts])


def _some(queries: list[dsl.Query]) -> dsl.Query:
    if not queries:
        return dsl.MatchNone()
    return queries[0] if len(queries) == 1 else dsl.Bool(should=queries, minimum_should_match=1)


def _every(node: Every) -> dsl.Query:
    must, only, without = _all(node.must), list(map(_condition, node.only)), _all(node.without)
    raising = _all(node.raising)
    if not (must or only or without or raising):
        return dsl.MatchNone()
    if without and not (must or only):
        only = [dsl.MatchAll()]
    least = 0 if must or only else 1
    return dsl.Bool(must=must, filter=only, must_not=without, should=raising, minimum_should_match=least)


def _all(nodes: Iterable[Node]) -> list[dsl.Query]:
    return [translate(node) for node in nodes]


def _clean(value: Any) -> Any:
    """A value that can be sent: half of a surrogate pair is no text, and is in no document."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
