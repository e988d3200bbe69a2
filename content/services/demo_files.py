"""The stored files of the demonstration."""

from __future__ import annotations

from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from content.services.demo_documents import FOLDER


def store_file(title: str, name: str) -> Document:
    """A file of the demonstration as a document; the one that is there under this title is used again."""
    found: Document | None = Document.objects.filter(title=title).first()
    if found is not None:
        return found
    content = (FOLDER / "files" / name).read_bytes()
    document = Document(title=title, file=ContentFile(content, name=name), file_size=len(content))
    document.save()
    document.get_file_hash()
    return document
