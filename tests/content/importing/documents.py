"""Small DOCX files written in code: python-docx for the package, raw XML for numbering and oddities."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

import docx
from docx.oxml.parser import parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "word/document.xml"


def level(
    index: int,
    text: str,
    number_format: str = "chineseCountingThousand",
    *,
    start: int | None = 1,
    more: str = "",
) -> str:
    begin = "" if start is None else f'<w:start w:val="{start}"/>'
    return (
        f'<w:lvl w:ilvl="{index}">{begin}<w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, definition: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{more}</w:num>'


def restart(index: int, start: int = 1) -> str:
    return f'<w:lvlOverride w:ilvl="{index}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def paragraph(
    words: str = "",
    *,
    numbered: tuple[int, int] | None = None,
    style: str = "",
    mark: str = "",
    raw: str = "",
) -> str:
    """One w:p: ``numbered`` is (numId, ilvl), ``mark`` belongs to its end mark, ``raw`` follows the words."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        properties += f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(words) if words else ''}{raw}</w:p>"


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def document(*blocks: str, numbering: str = "", styles: str = "") -> bytes:
    """A DOCX with these blocks; numbering and styles replace or extend those of python-docx."""
    file = docx.Document()
    body = file.element.body
    for position, block in enumerate(blocks):
        body.insert(position, parse_xml(f'<w:body xmlns:w="{W}">{block}</w:body>')[0])
    if numbering:
        root = file.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        for child in parse_xml(f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>'):
            root.append(child)
    for child in parse_xml(f'<w:styles xmlns:w="{W}">{styles}</w:styles>'):
        file.styles.element.append(child)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def repack(
    data: bytes, *, replaced: Mapping[str, bytes | None], extra: Mapping[str, bytes] | None = None
) -> bytes:
    """The same archive with parts replaced (None drops the part) or added."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = replaced.get(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return stream.getvalue()


def main_part(inner: str, *, prolog: str = "") -> bytes:
    """A document.xml holding this body."""
    root = f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{prolog}{root}'.encode()
