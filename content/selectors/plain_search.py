"""Pages found by the database alone: every word somewhere in one text, newest first, no ranking.

For when the search engine is down. It reads every text of the tables, so the number of pages is bounded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Model, Q

from content.models import (
    BasePage,
    CasePage,
    EditionPage,
    EventPage,
    MaterialPage,
    NewsPage,
    PolicyPage,
    ProhibitionItem,
    ProhibitionListPage,
    Provision,
    TopicPage,
)
from content.selectors.visibility import paths_closed_to, under_live_pages

# Each text of a row with the path to its page.
_TEXTS: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (BasePage, "pk", ("title",)),
    (Provision, "page_id", ("text", "heading")),
    (ProhibitionItem, "page_id", ("text", "heading")),
    (EditionPage, "pk", ("document_number",)),
    (PolicyPage, "pk", ("document_number",)),
    (ProhibitionListPage, "pk", ("document_number",)),
    (CasePage, "pk", ("facts", "warning")),
    (MaterialPage, "pk", ("summary",)),
    (NewsPage, "pk", ("summary",)),
    (TopicPage, "pk", ("introduction",)),
    (EventPage, "pk", ("description",)),
)
_ROWS = 200  # of each table


def find_pages_by_words(
    words: Sequence[str], *, access_keys: Collection[str], limit: int = 20
) -> tuple[int, ...]:
    """Ids of published pages with a text or number that has all the words, that holders of the keys may read.

    Args:
        words: as typed; without any nothing is found.
        access_keys: as ``visibility.viewer_keys`` gives them.
        limit: how many pages at most, those published last.
    """
    if not words:
        return ()
    found = set(_candidates(words))
    pages = under_live_pages(BasePage.objects.filter(pk__in=found, live=True))
    for path in paths_closed_to(access_keys):
        pages = pages.exclude(path__startswith=path)
    return tuple(pages.order_by("-first_published_at", "-pk").values_list("pk", flat=True)[:limit])


def _candidates(words: Sequence[str]) -> Iterator[int]:
    for model, page, fields in _TEXTS:
        rows: Any = model._default_manager.filter(_having(words, fields)).order_by("-pk")
        yield from rows.values_list(page, flat=True)[:_ROWS]


def _having(words: Sequence[str], fields: Sequence[str]) -> Q:
    """All words in one of the fields."""
    one_field = (reduce(and_, (Q(**{f"{field}__icontains": word}) for word in words)) for field in fields)
    return reduce(or_, one_field)
