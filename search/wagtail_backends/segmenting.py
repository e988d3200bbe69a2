"""What both database backends share: segmented fields going in, segmented queries going out."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from django.utils.encoding import force_str
from modelsearch.index import BaseField, RelatedFields
from modelsearch.query import MATCH_ALL, And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from search.analysis.admin_search import segment_query, segment_text


class SegmentedObject:
    """Stands in for a model instance while it is indexed: the same fields, their texts segmented."""

    def __init__(self, instance: Any) -> None:
        self.pk = instance.pk
        self._instance = instance

    def get_search_fields(self) -> list[Any]:
        return [_segmented_field(field, self._instance) for field in self._instance.get_search_fields()]


def _segmented_field(field: Any, instance: Any = None) -> Any:
    """A copy of a search field that yields segmented text.

    Args:
        field: a field of the model, or below a RelatedFields one of the related model.
        instance: the object to read whatever object is asked for; None reads the one asked for.
    """
    segmented = copy.copy(field)

    def read(asked: Any) -> Any:
        value = field.get_value(asked if instance is None else instance)
        return value if isinstance(field, RelatedFields) else segment_text(_as_text(value))

    if isinstance(field, RelatedFields):
        segmented.fields = [_segmented_field(below) for below in field.fields]
        segmented.get_value = read
    elif isinstance(field, BaseField):
        segmented.get_value = read
    return segmented


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        return _as_text(list(value.values()))
    if isinstance(value, list | tuple):
        return "\n".join(_as_text(item) for item in value)
    return "" if value is None else force_str(value)


class SegmentingIndexMixin:
    """Indexes segmented stand-ins instead of the objects."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        super().add_items(model, [SegmentedObject(obj) for obj in objs])  # type: ignore[misc]


class SegmentingCompilerMixin:
    """Segments the words of a query; a query without a word finds nothing."""

    query: SearchQuery

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = segmented_query(self.query) or Not(MATCH_ALL)


def segmented_query(query: SearchQuery) -> SearchQuery | None:
    """The query over tokens, or None where it holds no word."""
    if isinstance(query, MatchAll):
        return query
    if isinstance(query, PlainText | Fuzzy):
        tokens = segment_query(query.query_string)
        return PlainText(tokens, operator=query.operator) if tokens else None
    if isinstance(query, Phrase):
        tokens = segment_query(query.query_string)
        return Phrase(tokens) if tokens else None
    if isinstance(query, Boost | Not):
        return _segmented_single(query)
    if isinstance(query, And | Or):
        parts = [part for part in map(segmented_query, query.subqueries) if part is not None]
        return type(query)(parts) if parts else None
    return query


def _segmented_single(query: Boost | Not) -> SearchQuery | None:
    below = segmented_query(query.subquery)
    if below is None:
        return None
    # The database backends know no boost.
    return Not(below) if isinstance(query, Not) else below
