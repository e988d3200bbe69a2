"""From the conditions of ``search.matching`` to queries of Tantivy."""

from __future__ import annotations

from collections.abc import Iterable

from tantivy import FieldType, Occur, Query

from search.analysis.fields import FIELDS, FieldKind
from search.engines.tantivy_schema import SCHEMA
from search.matching import Between, Boost, Constant, Every, Node, OneOf, Phrase, Some, Term


def translate(node: Node) -> Query:
    """The Tantivy query of a condition."""
    if isinstance(node, Term):
        option = "freq" if FIELDS[node.field] is FieldKind.WORDS else "basic"
        return Query.term_query(SCHEMA, node.field, node.token, option)
    if isinstance(node, Phrase):
        return Query.phrase_query(SCHEMA, node.field, list(node.tokens))
    if isinstance(node, OneOf):
        return _one_of(node)
    if isinstance(node, Between):
        return Query.range_query(SCHEMA, node.field, FieldType.Unsigned, node.lower, node.upper)
    if isinstance(node, Constant):
        return Query.const_score_query(translate(node.node), node.score)
    if isinstance(node, Boost):
        return Query.boost_query(translate(node.node), node.factor)
    if isinstance(node, Some):
        return Query.boolean_query([(Occur.Should, translate(part)) for part in node.nodes])
    return _every(node)


def _one_of(node: OneOf) -> Query:
    if len(node.values) == 1:
        return Query.term_query(SCHEMA, node.field, node.values[0], "basic")
    return Query.term_set_query(SCHEMA, node.field, list(node.values))


def _every(node: Every) -> Query:
    clauses = [(Occur.Must, translate(part)) for part in node.must]
    clauses += [(Occur.Must, Query.const_score_query(translate(part), 0.0)) for part in node.only]
    if node.without:
        if not clauses:
            clauses.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        clauses += _all(Occur.MustNot, node.without)
    if not clauses and not node.raising:
        return Query.empty_query()
    return Query.boolean_query([*clauses, *_all(Occur.Should, node.raising)])


def _all(occur: Occur, nodes: Iterable[Node]) -> list[tuple[Occur, Query]]:
    return [(occur, translate(node)) for node in nodes]
