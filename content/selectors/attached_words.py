"""Words of attached files: those the index may hold, and those that could not be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex

from content.enums import ExtractionStatus
from content.extracting.outcomes import FileKind, kind_of
from content.extracting.wording import split_lines
from content.models import AttachmentPage, AttachmentText, BasePage
from content.selectors.editing import editable_pages
from content.selectors.files import public_files
from content.selectors.page_files import files_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class AttachedWords:
    """The words of one page of a file, or of a part of a long page.

    ``number`` is that of the page, ``part`` counts from 1 on each; ``file`` is what the file is called,
    ``url`` opens it there.
    """

    document_id: int
    number: int
    part: int
    file: str
    label: str
    heading: str
    text: str
    url: str


def attached_words(pages: Iterable[BasePage]) -> dict[int, list[AttachedWords]]:
    """By page id: the words of the files the pages offer, in the order of the files and their pages.

    A page longer than a part to quote from (``PART_CHARACTERS``) comes in several; its number stays.

    Only of files anybody may open: an access key names restrictions of pages, not of collections, so the
    words of a file in a closed collection stay out of the index altogether. At most three queries.
    """
    offered = files_of(pages)
    numbers = {file.document_id for files in offered.values() for file in files}
    documents = {row.pk: row for row in public_files(get_document_model(), numbers)}
    words = _words_of(documents)
    found = {
        page_id: [
            each for file in files for each in _named(words.get(file.document_id, []), documents, file.title)
        ]
        for page_id, files in offered.items()
    }
    return {page_id: rows for page_id, rows in found.items() if rows}


def _words_of(documents: Collection[int]) -> dict[int, list[AttachmentPage]]:
    rows: dict[int, list[AttachmentPage]] = defaultdict(list)
    if documents:
        read = AttachmentPage.objects.filter(
            attachment__document_id__in=documents, attachment__status=ExtractionStatus.DONE
        )
        for row in read.select_related("attachment").order_by("attachment_id", "number"):
            rows[row.attachment.document_id].append(row)
    return rows


def _named(rows: list[AttachmentPage], documents: dict[int, Any], title: str) -> list[AttachedWords]:
    return [
        AttachedWords(
            document_id=row.attachment.document_id,
            number=row.number,
            part=part,
            file=title or documents[row.attachment.document_id].title,
            label=row.label,
            heading=row.heading,
            text=text,
            url=_address(documents[row.attachment.document_id], row.number),
        )
        for row in rows
        for part, (_lines, text) in enumerate(split_lines(row.text.split("\n")), start=1)
    ]


def _address(document: Any, number: int) -> str:
    """Browsers open a PDF at a page; other files are saved."""
    page = f"#page={number}" if kind_of(document.filename) is FileKind.PDF else ""
    return f"{document.url}{page}"


def texts_to_look_at(user: User | Any) -> QuerySet[AttachmentText]:
    """Files of pages ``user`` edits that gave no words, or not from every page; failures first."""
    of_pages = _uses().filter(page_id__in=editable_pages(user).values("pk")).values("document_id")
    lacking = ~Q(status=ExtractionStatus.DONE) | Q(blank_pages__gt=0)
    found = AttachmentText.objects.filter(lacking, document_id__in=of_pages)
    return found.select_related("document").order_by("-status", "document__title", "pk")


def pages_offering(document_ids: Collection[int], *, user: User | Any) -> dict[int, BasePage]:
    """By document: the first page ``user`` edits that offers it; two queries."""
    rows = _uses().filter(document_id__in=document_ids).values_list("document_id", "page_id")
    uses = list(rows)
    pages = editable_pages(user).in_bulk({page_id for _document_id, page_id in uses})
    found: dict[int, BasePage] = {}
    for document_id, page_id in sorted(uses):
        if page_id in pages:
            found.setdefault(document_id, pages[page_id])
    return found


def _uses() -> QuerySet[Any]:
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(BasePage),
        to_content_type=ContentType.objects.get_for_model(get_document_model()),
    )
    return references.annotate(
        page_id=Cast("object_id", BigIntegerField()), document_id=Cast("to_object_id", BigIntegerField())
    )
