"""The lists of the home page and the columns, as their templates call for them."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from common import clock, generation
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
from content.selectors.visibility import hidden_paths, visible_pages

register = template.Library()

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
    code = asked(context, "level")
    return LevelOfEffect(code) if code in LevelOfEffect.values else None


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
    user = viewer(context)
    columns = generation.keep(("content.columns", hidden_paths(user)), lambda: _columns(user))
    return columns.get(COLUMNS[name])


def _columns(user: Any) -> dict[type, BasePage]:
    types = ContentType.objects.get_for_models(*COLUMNS.values()).values()
    # Sorted here: asked for in order, SQLite would walk through the whole tree.
    pages = visible_pages(user, BasePage.objects.filter(content_type__in=types)).order_by()
    ordered = sorted(pages, key=lambda page: page.path, reverse=True)
    return {page.specific_class: page for page in ordered}  # of two, the first in the tree


def viewer(context: dict[str, Any]) -> Any:
    """Who reads the page; a preview without a session reads as anybody."""
    return getattr(context.get("request"), "user", None) or AnonymousUser()


def asked(context: dict[str, Any], name: str) -> str:
    """A parameter of the address, cut to the length any value of ours has; to be checked before use."""
    request = context.get("request")
    words = request.GET.get(name, "") if isinstance(request, HttpRequest) else ""
    return words[:80]
