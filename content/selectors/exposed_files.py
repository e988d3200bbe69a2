"""Files that a page behind a restriction shows or offers, while the file itself is open to anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from content.models import BasePage
from content.selectors.editing import editable_pages
from content.selectors.files import public_files
from content.selectors.visibility import visible_pages

if TYPE_CHECKING:
    from accounts.models import User

_File = tuple[int, int]  # content type, number


@dataclass(frozen=True, slots=True)
class ExposedFile:
    """A restricted page and a file of it that opens by its address without the page."""

    page: BasePage
    file: Any
    is_image: bool


def list_exposed_files(user: User) -> list[ExposedFile]:
    """What ``user``, who edits the pages, should look at, in the order of the page tree.

    A file that a public page shows as well is public on purpose. A fixed number of queries.
    """
    public = visible_pages(AnonymousUser(), BasePage.objects.all())
    closed = editable_pages(user).filter(live=True).exclude(pk__in=public.values("pk")).order_by("path")
    pages = list(closed)
    uses = _uses(page.pk for page in pages)
    meant = {file for files in _uses_of(public).values() for file in files} if uses else set()
    found = _public_files({file for files in uses.values() for file in files} - meant)
    images = ContentType.objects.get_for_model(get_image_model()).pk
    return [
        ExposedFile(page, found[file], file[0] == images)
        for page in pages
        for file in sorted(uses.get(page.pk, ()))
        if file in found
    ]


def _references() -> QuerySet[Any]:
    files = ContentType.objects.get_for_models(get_document_model(), get_image_model()).values()
    base = ContentType.objects.get_for_model(BasePage)
    of_files = ReferenceIndex.objects.filter(base_content_type=base, to_content_type__in=files)
    return of_files.annotate(page_id=Cast("object_id", BigIntegerField()))


def _uses(page_ids: Iterable[int]) -> dict[int, set[_File]]:
    wanted = frozenset(page_ids)
    return (
        {page: files for page, files in _gathered(_references()).items() if page in wanted} if wanted else {}
    )


def _uses_of(pages: QuerySet[Any]) -> dict[int, set[_File]]:
    return _gathered(_references().filter(page_id__in=pages.values("pk")))


def _gathered(references: QuerySet[Any]) -> dict[int, set[_File]]:
    uses: dict[int, set[_File]] = defaultdict(set)
    for page, kind, number in references.values_list("page_id", "to_content_type_id", "to_object_id"):
        uses[page].add((kind, int(number)))
    return uses


def _public_files(files: Iterable[_File]) -> dict[_File, Any]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for kind, number in files:
        numbers[kind].append(number)
    found: dict[_File, Any] = {}
    for model in (get_document_model(), get_image_model()):
        kind = ContentType.objects.get_for_model(model).pk
        found |= {(kind, file.pk): file for file in public_files(model, numbers[kind])}
    return found
