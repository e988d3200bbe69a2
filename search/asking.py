"""From the address of a result page and who asks to a question to the index.

Page, download and interface all ask through here, so that they answer alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import QueryDict

from common import clock
from content.selectors.visibility import viewer_keys
from search.exchange import SearchQuery
from search.forms import SearchForm
from search.selectors.item_names import name_items
from search.selectors.vocabulary import current_vocabulary

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says, and the question made of it."""

    form: SearchForm
    query: SearchQuery


def read(data: QueryDict, *, user: User | AnonymousUser) -> Asked:
    """Understand an address for a viewer, today.

    An item of a list the viewer may not read is as if absent: by a filter of its number nobody shall learn
    which pages belong to it.
    """
    form = SearchForm.read(data)
    if form.items:
        form = replace(form, items=frozenset(name_items(form.items, user=user)))
    query = form.to_query(access_keys=viewer_keys(user), on=clock.today(), vocabulary=current_vocabulary())
    return Asked(form, query)
