"""The stored files of the demonstration."""

from __future__ import annotations

from pathlib import Path

from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from content.services.demo_documents import FOLDER


def store_file(title: str, name: str, *, folder: Path = FOLDER) -> Document:
    """A file of a demonstration as a document; the one that is there under this title is used again.

    Args:
        folder: that of the demonstration; the file is in its ``files``.
    """
    found: Document | None = Document.objects.filter(title=title).first()
    if found is not None:
        return found
    content = (folder / "files" / name).read_bytes()
    document = Document(title=title, file=ContentFile(content, name=name), file_size=len(content))
    document.save()
    document.get_file_hash()
    return document
