"""Training materials: the list by form, and what a material teaches and rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.enums import MaterialKind
from content.models import BasePage, Listing, MaterialPage
from content.selectors.columns import PAGE_SIZE, ColumnSlice, slice_lines
from content.selectors.visibility import reachable_listings

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def list_materials(
    column: BasePage,
    *,
    user: User | AnonymousUser,
    kind: MaterialKind,
    before: str = "",
    size: int = PAGE_SIZE,
) -> ColumnSlice:
    """The materials of one form below a column, newest first."""
    of_kind = MaterialPage.objects.filter(kind=kind).values("pk")
    lines = Listing.objects.filter(column_id=column.pk, page_id__in=of_kind)
    return slice_lines(reachable_listings(user, lines), before, size)
