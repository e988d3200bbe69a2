"""The words of a DOCX in reading order, automatic numbers included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lxml import etree

from content.importing.docx_package import DocxParts, open_docx
from content.importing.limits import check_text_length
from content.importing.numbering import Numbering
from content.importing.styles import Styles
from content.importing.xml_parts import is_on, qn, value_of

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TRANSPARENT = frozenset(
    {qn(tag) for tag in (
        "w:ins", "w:moveTo", "w:hyperlink", "w:smartTag", "w:sdt", "w:sdtContent", "w:customXml",
        "w:fldSimple", "w:dir", "w:bdo", "w:ruby", "w:rubyBase",
    )} | {f"{_MATH}oMath", f"{_MATH}oMathPara"}
)  # fmt: skip
_INSERTED = frozenset({qn("w:ins"), qn("w:moveTo")})
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_PICTURES = frozenset({qn("w:drawing"), qn("w:pict"), qn("w:object")})
_NOTES = frozenset({qn("w:footnoteReference"), qn("w:endnoteReference")})
_FIXED = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}

_REMARKS: dict[str, str | Promise] = {
    "numbered": _("已还原 %(count)d 处 Word 自动编号"),
    "table": _("已将 %(count)d 个表格按行转为文字"),
    "inserted": _("文档含修订标记：已采用 %(count)d 处插入内容"),
    "deleted": _("文档含修订标记：已略去 %(count)d 处删除内容"),
    "note": _("%(count)d 处脚注或尾注未导入，请核对"),
    "textbox": _("%(count)d 个文本框中的文字未导入，请核对"),
    "picture": _("%(count)d 个图片或嵌入对象未导入"),
    "hidden": _("已略去 %(count)d 处隐藏文字"),
    "symbol": _("%(count)d 个符号字体字符未导入，请核对"),
}


def read_docx(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a DOCX, a line per paragraph or table row, and remarks about what was left out or changed.

    Raises:
        ImportRefused: not a DOCX, protected, unsafe, damaged, too long.
    """
    reader = DocxReader(open_docx(data))
    text = "\n".join(reader.lines())
    return text, tuple(
        str(remark) % {"count": reader.counts[key]} for key, remark in _REMARKS.items() if reader.counts[key]
    )


@dataclass(slots=True)
class _Fields:
    """Complex fields open at this place: the instructions of each and whether its result runs."""

    open: list[tuple[str, bool]] = field(default_factory=list)

    def mark(self, kind: str | None) -> None:
        if kind == "begin":
            self.open.append(("", False))
        elif kind == "separate" and self.open:
            self.open[-1] = (self.open[-1][0], True)
        elif kind == "end" and self.open:
            self.open.pop()

    def instruct(self, text: str) -> None:
        if self.open and not self.open[-1][1]:
            self.open[-1] = (self.open[-1][0] + text, False)

    @property
    def silent(self) -> bool:
        """Inside instructions, or inside a page number of the contents list."""
        return any(not running or code.split()[:1] == ["PAGEREF"] for code, running in self.open)


class DocxReader:
    """Walks one document once; ``counts`` fills while ``lines`` is read."""

    def __init__(self, parts: DocxParts) -> None:
        self.counts: Counter[str] = Counter()
        self._document = parts.document
        self._styles = Styles(parts.styles)
        self._numbering = Numbering(parts.numbering, self._styles)
        self._fields = _Fields()
        self._length = 0
        self._carried = ""  # words of a paragraph whose end mark was deleted: they run on into the next

    def lines(self) -> Iterator[str]:
        body = self._document.find(qn("w:body"))
        if body is not None:
            yield from self._blocks(body)
        if self._carried:
            yield self._carried

    def _blocks(self, parent: etree._Element) -> Iterator[str]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag in _TRANSPARENT:
                yield from self._blocks(element)
            elif element.tag == f"{_COMPATIBLE}AlternateContent":
                yield from self._blocks(_preferred(element))

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        properties = paragraph.find(qn("w:pPr"))
        mark = None if properties is None else properties.find(qn("w:rPr"))
        style = self._styles.of_paragraph(properties)
        line_break = "" if self._styles.is_heading(style) else "\n"
        hidden = self._styles.is_hidden(style)
        words = "".join(self._inline(paragraph, hidden=hidden, line_break=line_break))
        if mark is not None and mark.find(qn("w:del")) is not None:
            self._carried += words
            return
        if not words and not self._carried and (hidden or is_on(mark, "w:vanish")):
            return
        label = self._numbering.label(properties)
        self.counts["numbered"] += bool(label)
        line, self._carried = label + self._carried + words, ""
        self._length += len(line) + 1
        check_text_length(self._length)
        yield line

    def _inline(self, parent: etree._Element, *, hidden: bool, line_break: str) -> Iterator[str]:
        for element in parent:
            if element.tag == qn("w:r"):
                yield from self._run(element, hidden=hidden, line_break=line_break)
            elif element.tag in _DELETED:
                self.counts["deleted"] += 1
            elif element.tag in _TRANSPARENT:
                self.counts["inserted"] += element.tag in _INSERTED
                yield from self._inline(element, hidden=hidden, line_break=line_break)
            elif element.tag == f"{_COMPATIBLE}AlternateContent":
                yield from self._inline(_preferred(element), hidden=hidden, line_break=line_break)
            elif isinstance(element.tag, str) and element.tag.startswith(_MATH):
                yield "".join(element.itertext(f"{_MATH}t"))

    def _run(self, run: etree._Element, *, hidden: bool, line_break: str) -> Iterator[str]:
        properties = run.find(qn("w:rPr"))
        style = value_of(properties, "w:rStyle")
        if properties is not None and properties.find(qn("w:vanish")) is not None:
            hidden = is_on(properties, "w:vanish")
        elif style:
            hidden = hidden or self._styles.is_hidden(style)
        words = "".join(self._run_content(run, line_break))
        if hidden:
            self.counts["hidden"] += bool(words)
        else:
            yield words

    def _run_content(self, run: etree._Element, line_break: str) -> Iterator[str]:
        for element in run:
            if element.tag == qn("w:fldChar"):
                self._fields.mark(element.get(qn("w:fldCharType")))
            elif element.tag == qn("w:instrText"):
                self._fields.instruct(element.text or "")
            elif element.tag == f"{_COMPATIBLE}AlternateContent":
                yield from self._run_content(_preferred(element), line_break)
            elif element.tag == qn("w:ruby"):
                yield from self._inline(element, hidden=False, line_break=line_break)
            elif not self._fields.silent:
                yield self._piece(element, line_break)

    def _piece(self, element: etree._Element, line_break: str) -> str:
        if element.tag == qn("w:t"):
            return element.text or ""
        if element.tag == qn("w:br"):
            return "" if element.get(qn("w:type")) in {"page", "column"} else line_break
        if element.tag == qn("w:sym"):
            return self._symbol(element)
        if element.tag in _NOTES:
            self.counts["note"] += 1
        elif element.tag in _PICTURES:
            boxes = sum(1 for _box in element.iterdescendants(qn("w:txbxContent")))
            self.counts["textbox" if boxes else "picture"] += boxes or 1
        return _FIXED.get(element.tag, "")

    def _symbol(self, element: etree._Element) -> str:
        try:
            char = chr(int(element.get(qn("w:char"), ""), 16))
        except (ValueError, OverflowError):
            char = "\ue000"
        if char < " " or "\ud800" <= char <= "\uf8ff":
            self.counts["symbol"] += 1
            return ""
        return char

    def _table(self, table: etree._Element) -> Iterator[str]:
        self.counts["table"] += 1
        for row in _through(table, qn("w:tr")):
            row_properties = row.find(qn("w:trPr"))
            if row_properties is not None and row_properties.find(qn("w:del")) is not None:
                self.counts["deleted"] += 1
                continue
            cells = [[line.strip() for line in self._blocks(cell)] for cell in _through(row, qn("w:tc"))]
            if len(cells) == 1:
                # A frame drawn as a table holds whole paragraphs.
                yield from cells[0]
            else:
                yield "\t".join(" ".join(filter(None, lines)).replace("\n", " ") for lines in cells)


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, those in content controls too."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _TRANSPARENT:
            yield from _through(element, tag)


def _preferred(alternate: etree._Element) -> etree._Element:
    """What every program can read of an mc:AlternateContent."""
    for tag in ("Fallback", "Choice"):
        found = alternate.find(_COMPATIBLE + tag)
        if found is not None:
            return found
    return alternate
