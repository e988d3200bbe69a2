"""What the items of the prohibition lists are called in filters, for those who may read them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.selectors.indexing import item_key
from content.selectors.prohibitions import find_items

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from content.models import ProhibitionListPage

_LONGEST = 16
_KEY = re.compile(r"([0-9]{1,9})-([0-9]{1,4})", re.ASCII)


def name_items(keys: Collection[str], *, user: User | AnonymousUser) -> dict[str, str]:
    """By key (12-3) the names of those items that ``user`` may read; a fixed number of queries.

    Where the items are of several lists each says which one it is of.
    """
    asked = [(int(match[1]), int(match[2])) for match in map(_KEY.fullmatch, sorted(keys)) if match]
    found = find_items(asked, user=user)
    lists = {item.page.pk: item.page for item in found}
    names = {}
    for item in found:
        heading = Truncator(item.entry.item.heading).chars(_LONGEST)
        name = f"{item.entry.place} {heading}"
        if len(lists) > 1:
            name = _("%(name)s（%(list)s）") % {"name": name, "list": _call(item.page, lists.values())}
        names[item_key(item.page.pk, item.entry.item.number)] = name
    return names


def _call(page: ProhibitionListPage, lists: Iterable[ProhibitionListPage]) -> str:
    """A list by its year, and by its name where another is of that year."""
    year = _("%(year)s 年") % {"year": page.year}
    alone = all(other.year != page.year for other in lists if other.pk != page.pk)
    return year if alone else f"{page.short_title or page.generation}，{year}"
