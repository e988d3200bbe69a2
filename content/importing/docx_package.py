"""From the bytes of a file named .docx to its three parts with words: text, numbering, styles."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _
from lxml import etree

from content.importing.limits import Container
from content.importing.refusals import DamagedFile, EmptyText, NestedArchive, NotADocx, PasswordProtected
from content.importing.xml_parts import parse

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_DOCUMENT_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
}
_DOCUMENT_SUFFIXES = (".docx", ".doc", ".txt", ".md", ".zip", ".pdf", ".wps", ".rar", ".7z")


@dataclass(frozen=True, slots=True)
class DocxParts:
    document: etree._Element
    numbering: etree._Element | None
    styles: etree._Element | None


def open_docx(data: bytes) -> DocxParts:
    """Find and parse the parts of a DOCX.

    Raises:
        ImportRefused: one of its subclasses, by what is wrong with the file.
    """
    _check_signature(data)
    container = Container(data)
    main = _main_part(container)
    document = container.read(main)
    if document is None:
        raise DamagedFile(_("文件缺少正文部件（document.xml），请在 Word 中打开并另存后再导入。"))
    related = _relations(container, main)
    return DocxParts(
        document=parse(document),
        numbering=_optional(container, related.get("numbering", "")),
        styles=_optional(container, related.get("styles", "")),
    )


def _check_signature(data: bytes) -> None:
    if not data:
        raise EmptyText(_("文件是空的（0 字节），请检查后重新选择。"))
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise PasswordProtected(_("文件设有打开密码，请在 Word 中取消密码后再导入。"))
        raise NotADocx(_("这是旧版 Word 文档（.doc），请在 Word 中另存为 .docx 后再导入。"))
    if not data.startswith(b"PK"):
        raise NotADocx(_("文件不是有效的 DOCX 文档，请在 Word 中另存为 .docx 后再导入。"))


def _main_part(container: Container) -> str:
    types = container.read("[Content_Types].xml")
    if types is None:
        _refuse_other_archive(container)
    main = _relations(container, "").get("officeDocument", "word/document.xml")
    known = (
        types is None or main not in container.names or _content_type(parse(types), main) in _DOCUMENT_TYPES
    )
    if not known:
        raise NotADocx(_("文件不是 Word 文档（可能是表格、演示文稿或含宏的文档），请另存为 .docx 后再导入。"))
    return main


def _refuse_other_archive(container: Container) -> None:
    if any(name.lower().endswith(_DOCUMENT_SUFFIXES) for name in container.names):
        raise NestedArchive(_("这是压缩包，请先解压，再逐个导入其中的文件。"))
    if "word/document.xml" in container.names:
        raise DamagedFile(_("文件缺少必要部件，请在 Word 中打开并另存后再导入。"))
    raise NotADocx(_("文件不是有效的 DOCX 文档，请在 Word 中另存为 .docx 后再导入。"))


def _content_type(types: etree._Element, part: str) -> str:
    by_extension = ""
    for element in types.iterchildren("{*}Override", "{*}Default"):
        if element.get("PartName", "").lstrip("/").casefold() == part.casefold():
            return str(element.get("ContentType", ""))
        if element.get("Extension", "").casefold() == part.rpartition(".")[2].casefold():
            by_extension = element.get("ContentType", "")
    return by_extension


def _relations(container: Container, source: str) -> dict[str, str]:
    """From relation kind (officeDocument, numbering, styles …) to the name of the part inside the file."""
    folder, name = posixpath.split(source)
    data = container.read(posixpath.join(folder, "_rels", f"{name}.rels"))
    if data is None:
        return {}
    found: dict[str, str] = {}
    for element in parse(data).iterchildren("{*}Relationship"):
        if element.get("TargetMode") == "External":
            continue
        target = unquote(element.get("Target", ""))
        part = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        found.setdefault(element.get("Type", "").rpartition("/")[2], part)
    return found


def _optional(container: Container, name: str) -> etree._Element | None:
    data = container.read(name) if name else None
    return None if data is None else parse(data)
