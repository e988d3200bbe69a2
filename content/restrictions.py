"""The view restrictions of all pages, as facts that may be kept (``common.generation``)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from wagtail.models import PageViewRestriction

from common import generation


@dataclass(frozen=True, slots=True)
class Restriction:
    """One restriction: the treebeard path of the page it stands on, its kind, the groups it lets in."""

    pk: int
    path: str
    kind: str
    groups: frozenset[int]


def list_restrictions() -> tuple[Restriction, ...]:
    """Every view restriction; at most two queries, none while nothing has changed."""
    return generation.keep("content.restrictions", _read)


def _read() -> tuple[Restriction, ...]:
    rows = list(
        PageViewRestriction.objects.order_by("pk").values_list("pk", "page__path", "restriction_type")
    )
    groups: dict[int, set[int]] = defaultdict(set)
    if rows:
        through = PageViewRestriction.groups.through.objects
        for restriction, group in through.values_list("pageviewrestriction_id", "group_id"):
            groups[restriction].add(group)
    return tuple(Restriction(pk, path, kind, frozenset(groups[pk])) for pk, path, kind in rows)
