"""Words of attached files: planned with a publication or a new file, read by a job, then indexed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.models import Collection as FileCollection

from common import generation
from common.jobs import JobName, enqueue
from content.enums import ExtractionProblem, ExtractionStatus
from content.extracting.outcomes import (
    ExtractedPage,
    ExtractedText,
    ExtractionRefusedError,
    Limits,
    Problem,
    has_words,
    kind_of,
)
from content.extracting.process import extract_apart
from content.models import AttachmentPage, AttachmentText, BasePage
from content.selectors.page_files import documents_below, files_of, pages_using

logger = logging.getLogger(__name__)

_CHUNK = 1024 * 1024
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is to be written of a file; ``file_hash`` is "" where it was not read."""

    file_hash: str = ""
    problem: str = ""
    pages: tuple[ExtractedPage, ...] = ()

    @property
    def status(self) -> ExtractionStatus:
        if self.problem:
            return ExtractionStatus.FAILED
        has_text = any(page.text for page in self.pages)
        return ExtractionStatus.DONE if has_text else ExtractionStatus.NO_TEXT


def plan_extraction(*, page: BasePage) -> None:
    """Have the files a page offers read, in the transaction of its publication."""
    offered = [file.document_id for files in files_of([page]).values() for file in files]
    for document in get_document_model().objects.filter(pk__in=offered).order_by("pk") if offered else ():
        if has_words(document.filename):
            enqueue(JobName.EXTRACT_ATTACHMENT, document_id=document.pk)


@transaction.atomic
def document_was_saved(*, document: Any) -> None:
    """A document has a new file, name or collection: the words of a former file leave the index at once."""
    pages = pages_using([document.pk])
    known = AttachmentText.objects.filter(document_id=document.pk)
    if not pages and not known.exists():
        return
    if not has_words(document.filename):
        known.delete()
    else:
        for text in known.exclude(file_hash=document.file_hash) if document.file_hash else ():
            _forget(text)
        enqueue(JobName.EXTRACT_ATTACHMENT, document_id=document.pk)
    _index(pages)


@transaction.atomic
def files_were_moved(*, files: Sequence[Any]) -> None:
    """Documents or images came into another collection by one statement, which sends no signal of a save."""
    if files:
        generation.bump()
    for file in files:
        if isinstance(file, get_document_model()):
            document_was_saved(document=file)


def document_was_deleted(*, document_id: int) -> None:
    """Its words went with it; pages that still link to it are indexed without them."""
    _index(pages_using([document_id]))


def access_to_files_was_changed(*, collection: FileCollection) -> None:
    """A collection was closed, opened or moved: the words of its files leave the index, or come into it."""
    _index(pages_using(documents_below(collection)))


@transaction.atomic
def read_failed_again() -> None:
    """Forget what could not be read, as if nobody had tried: after a change of the programs that read."""
    for text in AttachmentText.objects.filter(status=ExtractionStatus.FAILED):
        _forget(text)


def extract_document(*, document_id: int, at: datetime) -> None:
    """Read a document and have the pages indexed that offer it; nothing where this file was read before.

    Takes up to three minutes, in a process of its own; no transaction is open meanwhile.

    Raises:
        ExtractionStoppedError: the process was stopped with the service; the job is to be tried again.
    """
    document = get_document_model().objects.filter(pk=document_id).first()
    if document is None:
        return
    known = AttachmentText.objects.filter(document_id=document_id).first()
    outcome = _read(document, known)
    if outcome is not None:
        _record(document, outcome, at)


def _read(document: Any, known: AttachmentText | None) -> _Outcome | None:
    """None where the file is the one that was read before."""
    file_hash = ""
    try:
        kind = kind_of(document.filename)
        if kind is None:
            raise ExtractionRefusedError(Problem.UNSUPPORTED)
        with _copy_of(document) as (file, file_hash):
            if known and known.file_hash == file_hash and known.status != ExtractionStatus.PENDING:
                return None
            text: ExtractedText = extract_apart(file, kind)
        return _Outcome(file_hash, pages=text.pages)
    except ExtractionRefusedError as refused:
        logger.info("document %s is not read: %s %s", document.pk, refused.problem, refused.detail)
        return _Outcome(file_hash, problem=ExtractionProblem(refused.problem.value))


@contextmanager
def _copy_of(document: Any) -> Iterator[tuple[IO[bytes], str]]:
    """A copy of the stored file without a name, gone with this process, and the hash of what is in it.

    Raises:
        ExtractionRefusedError: too large to be copied, or not there.
    """
    digest = hashlib.sha1(usedforsecurity=False)  # the hash Wagtail keeps of every document
    with TemporaryFile() as copy:
        try:
            if document.file.size > Limits().file_bytes:
                raise ExtractionRefusedError(Problem.TOO_LARGE)
            with document.file.open("rb") as stored:
                while chunk := stored.read(_CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
        except OSError as error:
            raise ExtractionRefusedError(Problem.MISSING, str(error)) from error
        copy.seek(0)
        yield copy, digest.hexdigest()


@transaction.atomic
def _record(document: Any, outcome: _Outcome, at: datetime) -> None:
    now = get_document_model().objects.select_for_update().filter(pk=document.pk).first()
    if now is None or (now.file.name, now.file_hash) != (document.file.name, document.file_hash):
        return  # deleted or replaced meanwhile; a new file has a job of its own
    text, _created = AttachmentText.objects.update_or_create(
        document=now,
        defaults={
            "file_hash": outcome.file_hash,
            "status": outcome.status,
            "problem": outcome.problem,
            "page_count": len(outcome.pages),
            "blank_pages": sum(not page.text for page in outcome.pages),
            "extracted_at": at,
        },
    )
    text.pages.all().delete()
    rows = [
        AttachmentPage(
            attachment=text, number=page.number, label=page.label, heading=page.heading, text=page.text
        )
        for page in outcome.pages
        if page.text
    ]
    AttachmentPage.objects.bulk_create(rows, batch_size=_AT_ONCE)
    _index(pages_using([document.pk]))


def _forget(text: AttachmentText) -> None:
    text.pages.all().delete()
    AttachmentText.objects.filter(pk=text.pk).update(
        file_hash="",
        status=ExtractionStatus.PENDING,
        problem="",
        page_count=0,
        blank_pages=0,
        extracted_at=None,
    )


def _index(page_ids: Collection[int]) -> None:
    for page_id in page_ids:
        enqueue(JobName.INDEX_PAGE, page_id=page_id)
