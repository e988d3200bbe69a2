"""Office files (zip containers of XML) checked before a library opens them."""

from __future__ import annotations

from content.extracting.outcomes import ExtractionRefusedError, Problem
from content.importing.limits import Container
from content.importing.xml_parts import scan

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UNREAD = ("/media/", "/embeddings/", "/fonts/")
_DOCUMENTS = (".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt", ".pdf", ".txt", ".zip", ".rar", ".7z")


def check_signature(data: bytes) -> None:
    """Raises: ExtractionRefusedError: encrypted, of an old format, or no office file at all."""
    if data.startswith(_OLE):
        raise ExtractionRefusedError(Problem.ENCRYPTED if _ENCRYPTED_STREAM in data else Problem.UNSUPPORTED)
    if not data:
        raise ExtractionRefusedError(Problem.DAMAGED, "empty")
    if not data.startswith(b"PK"):
        raise ExtractionRefusedError(Problem.MISMATCH)


def check_package(data: bytes, main: str) -> None:
    """Go through a container whose ``main`` part tells its kind, before a library reads it.

    Sizes are those of the table of contents, which Python's zipfile never exceeds; all XML outside the
    folders of pictures and embedded files is walked once for document types, entities and depth. What is
    embedded is never opened.

    Raises:
        ExtractionRefusedError, ImportRefused: by what is wrong.
    """
    check_signature(data)
    container = Container(data)
    if main not in container.names:
        holds_files = any(name.lower().endswith(_DOCUMENTS) for name in container.names)
        raise ExtractionRefusedError(Problem.NESTED if holds_files else Problem.MISMATCH)
    for name in sorted(container.names):
        if any(folder in f"/{name}" for folder in _UNREAD):
            continue
        part = container.read(name) or b""
        if part.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(b"<") or part.startswith(_MARKS_OF_UTF16):
            scan(part)
