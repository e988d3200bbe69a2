"""The lists of the home page and the columns, as their templates call for them."""

from __future__ import annotations

from typing import Any, TypeVar

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import TextChoices
from django.http import HttpRequest

from common import clock
from content.enums import LevelOfEffect
from content.models import (
    BasePage,
    CaseIndexPage,
    MaterialIndexPage,
    PolicyIndexPage,
    ProhibitionIndexPage,
    RuleIndexPage,
    TopicIndexPage,
)
from content.selectors import listings
from content.selectors.columns import get_column

register = template.Library()
E = TypeVar("E", bound=TextChoices)

COLUMNS: dict[str, type[BasePage]] = {
    "rules": RuleIndexPage,
    "policies": PolicyIndexPage,
    "prohibitions": ProhibitionIndexPage,
    "cases": CaseIndexPage,
    "materials": MaterialIndexPage,
    "topics": TopicIndexPage,
}


@register.simple_tag(takes_context=True)
def level_counts(context: dict[str, Any]) -> list[listings.LevelCount]:
    """Levels of effect with the number of their rules."""
    return listings.count_levels(user=viewer(context))


@register.simple_tag(takes_context=True)
def chosen_level(context: dict[str, Any]) -> LevelOfEffect | None:
    """The level of effect the reader filters by, if there is one of that name."""
    return chosen(context, "level", LevelOfEffect)


@register.simple_tag(takes_context=True)
def rule_slice(context: dict[str, Any], level: LevelOfEffect | None = None) -> listings.RuleSlice:
    """The stretch of the rules the reader asked for, by level of effect, of one level or of all."""
    return listings.slice_rules(
        user=viewer(context),
        on=clock.today(),
        level=level.value if level else "",
        after=asked(context, "after"),
    )


@register.simple_tag(takes_context=True)
def column_page(context: dict[str, Any], name: str) -> Any:
    """The page of a column, None where the viewer has none; at most one query for all columns."""
    return get_column(COLUMNS[name], user=viewer(context))


def viewer(context: dict[str, Any]) -> Any:
    """Who reads the page; a preview without a session reads as anybody."""
    return getattr(context.get("request"), "user", None) or AnonymousUser()


def is_preview(context: dict[str, Any]) -> bool:
    """Whether a draft is shown, to be read from itself: nothing derived is stored for it."""
    return bool(getattr(context.get("request"), "is_preview", False))


def chosen(context: dict[str, Any], name: str, vocabulary: type[E]) -> E | None:
    """The value of a vocabulary the reader filters by, if the address names one there is."""
    code = asked(context, name)
    return vocabulary(code) if code in vocabulary.values else None


def asked(context: dict[str, Any], name: str) -> str:
    """A parameter of the address, cut to the length any value of ours has; to be checked before use."""
    request = context.get("request")
    words = request.GET.get(name, "") if isinstance(request, HttpRequest) else ""
    return words[:80]
