"""Which documents published pages offer, and on which pages a document is offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField
from wagtail.models import Collection as FileCollection
from wagtail.rich_text import extract_references_from_rich_text

from content.models import BasePage, MaterialPage, PolicyAttachment, PolicyPage

_LINK = 'linktype="document"'


@dataclass(frozen=True, slots=True)
class PageFile:
    """A document a page offers; ``title`` is what the page calls it, "" where it has no name of its own."""

    document_id: int
    title: str = ""


def files_of(pages: Iterable[BasePage]) -> dict[int, list[PageFile]]:
    """By page id: attachments, the file to study, links in formatted text, each document once.

    One query for the policy texts among the pages, none for others.
    """
    pages = list(pages)
    named: dict[int, list[PageFile]] = defaultdict(list)
    policies = [page.pk for page in pages if isinstance(page, PolicyPage)]
    if policies:
        rows = PolicyAttachment.objects.filter(page_id__in=policies).order_by("page_id", "sort_order", "pk")
        for page_id, file_id, title in rows.values_list("page_id", "file_id", "title"):
            named[page_id].append(PageFile(file_id, title))
    found = {page.pk: _once([*named[page.pk], *_own_files(page)]) for page in pages}
    return {page_id: files for page_id, files in found.items() if files}


def pages_using(document_ids: Collection[int]) -> list[int]:
    """Ids of the live pages that offer one of the documents, ascending.

    A query for each kind of page that can; bodies with links to documents are read.
    """
    wanted = frozenset(document_ids)
    if not wanted:
        return []
    found = set(
        PolicyAttachment.objects.filter(file_id__in=wanted, page__live=True).values_list("page_id", flat=True)
    )
    found |= set(MaterialPage.objects.filter(file_id__in=wanted, live=True).values_list("pk", flat=True))
    for model, names in _with_formatted_text():
        linking = Q()
        for name in names:
            linking |= Q(**{f"{name}__contains": _LINK})
        for page_id, *texts in model.objects.filter(linking, live=True).values_list("pk", *names):
            if any(wanted.intersection(_linked(text)) for text in texts):
                found.add(page_id)
    return sorted(found)


def documents_below(collection: FileCollection) -> list[int]:
    """Ids of the documents in a collection and in those below it."""
    below = FileCollection.objects.descendant_of(collection, inclusive=True)
    return list(get_document_model().objects.filter(collection__in=below).values_list("pk", flat=True))


def _own_files(page: BasePage) -> Iterator[PageFile]:
    if isinstance(page, MaterialPage) and page.file_id is not None:
        yield PageFile(page.file_id)
    for name in _formatted_texts(type(page)):
        yield from (PageFile(number) for number in _linked(getattr(page, name) or ""))


def _linked(text: str) -> list[int]:
    if _LINK not in text:
        return []
    document = get_document_model()
    return [int(row[1]) for row in extract_references_from_rich_text(text) if row[0] is document]


def _once(files: list[PageFile]) -> list[PageFile]:
    return list({file.document_id: file for file in reversed(files)}.values())[::-1]


def _with_formatted_text() -> Iterator[tuple[Any, list[str]]]:
    for model in apps.get_models():
        if issubclass(model, BasePage) and (names := _formatted_texts(model)):
            yield model, names


def _formatted_texts(model: type[BasePage]) -> list[str]:
    return [field.name for field in model._meta.get_fields() if isinstance(field, RichTextField)]
