"""A saved search run again, as its owner may see it now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import QueryDict

from common import clock
from content.selectors.visibility import viewer_keys
from search.enums import Remark, Sort
from search.forms import SearchForm
from search.selectors.answering import answer
from search.selectors.vocabulary import current_vocabulary

if TYPE_CHECKING:
    from accounts.models import User

MOST_PAGES = 200


def canonical(address: str) -> SearchForm:
    """The search an address asks for, from its first screenful."""
    return SearchForm.read(QueryDict(address.removeprefix("?"))).on_page(1)


def newest_pages(user: User, address: str) -> list[int] | None:
    """The newest pages that answer the search, at most 200, newest first.

    Only those with every word: where there are none, the rest that some words find is no answer.

    Returns:
        None where the engine cannot answer now.
    """
    query = canonical(address).to_query(
        access_keys=viewer_keys(user), on=clock.today(), vocabulary=current_vocabulary()
    )
    if query.parsed.is_empty:
        return []
    result = answer(replace(query, sort=Sort.NEWEST, per_page=MOST_PAGES, quotes=1)).result
    if Remark.UNAVAILABLE in result.remarks or Remark.SIMPLIFIED in result.remarks:
        return None
    if Remark.ANY_WORD in result.remarks:
        return []
    return [group.document.page_id for group in result.groups]
