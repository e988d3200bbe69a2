"""Filters of the learner's pages."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from common.numbers import plain
from training.enums import MEASURE_UNITS, HourBasis
from training.models import CourseVersion, OfflineDeclaration

CATALOGUE = "/courses/"

register = template.Library()


@register.filter
def hours(value: Decimal | int | str) -> str:
    """A number of hours or days as people write it: 12, 7.5, 0.25."""
    return plain(value)


@register.filter
def of_key(values: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping has for a key; nothing where it has none."""
    return values.get(key)


@register.filter
def course_url(version: CourseVersion) -> str:
    """The address of a course's page; that of the catalogue where it has none any more."""
    page = version.course.page
    return (page.url if page is not None and page.live else None) or CATALOGUE


@register.filter
def measured(declaration: OfflineDeclaration) -> str:
    """How much was declared: 2 天, 3 个半天, 10 学时."""
    return f"{hours(declaration.amount)} {MEASURE_UNITS[HourBasis(declaration.measure)]}"
