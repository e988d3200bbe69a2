"""Training materials: the list by form, and what the page of a material shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.documents.models import Document

from content.enums import MaterialKind
from content.models import BasePage, Listing, MaterialPage
from content.selectors.citations import links_of
from content.selectors.columns import PAGE_SIZE, ColumnSlice, slice_lines
from content.selectors.files import open_documents
from content.selectors.passages import BASIS
from content.selectors.prohibitions import Counterpart, find_items
from content.selectors.reading import BasisLine, basis_lines
from content.selectors.visibility import reachable_listings

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class MaterialDetail:
    """What a material consists of for one reader.

    ``is_closed`` says that there is a file the reader may not open; nothing else is said of it.
    """

    file: Document | None
    captions: Document | None
    is_closed: bool
    items: tuple[Counterpart, ...]
    basis: tuple[BasisLine, ...]


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


def get_material(page: MaterialPage, *, user: User | AnonymousUser) -> MaterialDetail:
    """The file, the items taught and the legal bases of a material; a fixed number of queries."""
    wanted = [pk for pk in (page.file_id, page.captions_id) if pk]
    files = open_documents(wanted, user=user)
    links = links_of(page, user=user, eids=[BASIS]).get(BASIS, ()) if page.basis else ()
    keys = [(row.target_list_id, row.target_number) for row in page.items.all()]
    return MaterialDetail(
        file=files.get(page.file_id),
        captions=files.get(page.captions_id),
        is_closed=bool(page.file_id) and page.file_id not in files,
        items=tuple(find_items(keys, user=user)),
        basis=basis_lines(page.basis, links),
    )
