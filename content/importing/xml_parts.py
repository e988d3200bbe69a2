"""XML of a DOCX parsed without document types, entities, outside files or bottomless nesting."""

from __future__ import annotations

import re
from functools import cache
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _
from docx.oxml.ns import qn as word_name
from docx.oxml.parser import parse_xml as parse_word_xml
from lxml import etree

from content.importing.refusals import DamagedFile, UnsafeXml

MAX_DEPTH = 150
MAX_ELEMENTS = 1_000_000  # of one part; a law of 100 articles has some ten thousand
_STRICT_NAMESPACES = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}\Z")


@cache
def qn(name: str) -> str:
    """The full name of "w:p"; asked for every element, so kept."""
    return str(word_name(name))


def parse(data: bytes) -> etree._Element:
    """Parse one part; the strict form of the format is read like the usual one.

    Raises:
        UnsafeXml: a document type declaration, or more or deeper elements than allowed.
        DamagedFile: not well-formed.
    """
    scan(data)
    for strict, usual in _STRICT_NAMESPACES:
        data = data.replace(strict, usual)
    try:
        root: etree._Element = parse_word_xml(data)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise DamagedFile(_("文件内部的 XML 已损坏，请在 Word 中打开并另存后再导入。")) from error
    return root


def scan(data: bytes) -> None:
    """Walk the bytes once with no handler for entities, so that nothing is ever expanded or fetched.

    Raises:
        UnsafeXml: a document type declaration, or more or deeper elements than allowed.
        DamagedFile: not well-formed.
    """
    parser = expat.ParserCreate()
    depth = elements = 0

    def refuse_doctype(*_declaration: object) -> None:
        raise UnsafeXml(_("文件内部的 XML 含有文档类型声明（DOCTYPE），存在安全风险，已拒绝导入。"))

    def enter(_name: str, _attributes: object) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise UnsafeXml(_("文件内部的元素过多或嵌套过深，已拒绝导入。"))

    def leave(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DamagedFile(_("文件内部的 XML 已损坏，请在 Word 中打开并另存后再导入。")) from error


def value_of(parent: etree._Element | None, tag: str, default: str = "") -> str:
    """The ``w:val`` of the child ``tag`` ("w:start"), or ``default``."""
    child = None if parent is None else parent.find(qn(tag))
    return default if child is None else child.get(qn("w:val"), default)


def number_of(parent: etree._Element | None, tag: str) -> int | None:
    """The ``w:val`` of the child ``tag`` as a number, None where it is missing or no number."""
    return whole_number(value_of(parent, tag))


def whole_number(text: str | None) -> int | None:
    return int(text) if text and _WHOLE_NUMBER.match(text) else None


def is_on(parent: etree._Element | None, tag: str) -> bool:
    """Whether the switch ``tag`` (w:vanish, w:isLgl …) is set."""
    if parent is None or parent.find(qn(tag)) is None:
        return False
    return value_of(parent, tag, "1") not in {"0", "false", "off"}
