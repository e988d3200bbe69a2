"""A document as an engine keeps it beside its fields, to be given back whole: one JSON object."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from search.analysis.fields import ANALYSIS_VERSION, FIELDS
from search.exchange import SearchDocument

_FIELDS = tuple(field.name for field in fields(SearchDocument))
_SEVERAL = frozenset({"names", "items", "questions"})

# What an index is made of; one made of anything else cannot be read.
SHAPE = ",".join(
    [str(ANALYSIS_VERSION), *sorted(_FIELDS), *(f"{name}:{kind.value}" for name, kind in FIELDS.items())]
)


def to_json(document: SearchDocument) -> str:
    """All of a document."""
    # Not dataclasses.asdict: it copies every value, which was a fifth of a rebuild.
    return json.dumps({name: getattr(document, name) for name in _FIELDS}, ensure_ascii=False)


def from_json(text: str | bytes) -> SearchDocument:
    """The document as it was given to ``to_json``; tuples have become lists meanwhile."""
    values: dict[str, Any] = json.loads(text)
    several: dict[str, Any] = {name: tuple(values[name]) for name in _SEVERAL}
    return SearchDocument(**{**values, **several})
