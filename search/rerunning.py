"""A saved search run again, as its owner may see it now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import QueryDict

from search import asking
from search.enums import Remark, Sort
from search.forms import SearchForm
from search.selectors.engine import ask_engine

if TYPE_CHECKING:
    from accounts.models import User

MOST_PAGES = 200


def canonical(address: str, *, user: User) -> SearchForm:
    """The search an address asks for, from its first screenful, without what ``user`` may not filter by."""
    return asking.read(_parameters(address), user=user).form.on_page(1)


def newest_pages(user: User, address: str) -> list[int] | None:
    """The newest pages that answer the search, at most 200, newest first.

    Only those with every word: where there are none, the rest that some words find is no answer. A search
    within prohibition items of which the person may read none any more finds nothing: without the filter it
    would be another search.

    Returns:
        None where the engine cannot answer now.
    """
    parameters = _parameters(address)
    asked = asking.read(parameters, user=user)
    has_lost_its_items = not asked.form.items and bool(SearchForm.read(parameters).items)
    if asked.query.parsed.is_empty or has_lost_its_items:
        return []
    query = replace(asked.query, sort=Sort.NEWEST, page=1, per_page=MOST_PAGES, quotes=1)
    result = ask_engine(lambda index: index.search(query))
    if result is None or Remark.UNAVAILABLE in result.remarks:
        return None
    if Remark.ANY_WORD in result.remarks:
        return []
    return [group.document.page_id for group in result.groups]


def _parameters(address: str) -> QueryDict:
    return QueryDict(address.lstrip("?"))
