"""Filters of the learner's pages."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

register = template.Library()


@register.filter
def hours(value: Decimal | int | str) -> str:
    """A number of hours or days as people write it: 12, 7.5, 0.25."""
    return f"{Decimal(value).normalize():f}"


@register.filter
def of_key(values: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has for a key; nothing where it has none."""
    return values.get(key)
