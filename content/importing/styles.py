"""Paragraph and run styles of a DOCX, as far as they decide about numbers, hidden text and headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from content.importing.xml_parts import is_on, qn, value_of


@dataclass(frozen=True, slots=True)
class Style:
    style_id: str
    name: str
    based_on: str
    numbering: etree._Element | None  # w:numPr
    hidden: bool


class Styles:
    """All styles of one document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default = ""
        for element in () if root is None else root.iterchildren(qn("w:style")):
            style = _read_style(element)
            self._styles.setdefault(style.style_id, style)
            is_default = element.get(qn("w:default")) in {"1", "true", "on"}
            if is_default and element.get(qn("w:type")) == "paragraph":
                self._default = style.style_id

    def chain(self, style_id: str) -> Iterator[Style]:
        """The style and those it is based on, nearest first; a circle ends where it closes."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = style.based_on

    def of_paragraph(self, properties: etree._Element | None) -> str:
        """The id of the style a paragraph with these properties has."""
        return value_of(properties, "w:pStyle", self._default)

    def numbering_id(self, style_id: str) -> str:
        """The ``numId`` a numbering style points to, "" if none."""
        numbers = (value_of(style.numbering, "w:numId") for style in self.chain(style_id))
        return next(filter(None, numbers), "")

    def is_hidden(self, style_id: str) -> bool:
        return any(style.hidden for style in self.chain(style_id))

    def is_heading(self, style_id: str) -> bool:
        """Whether this is a title or heading, which is one line however many it takes in print."""
        return any(style.name.startswith(("title", "heading ")) for style in self.chain(style_id))


def _read_style(element: etree._Element) -> Style:
    paragraph = element.find(qn("w:pPr"))
    return Style(
        style_id=element.get(qn("w:styleId"), ""),
        name=value_of(element, "w:name").lower(),
        based_on=value_of(element, "w:basedOn"),
        numbering=None if paragraph is None else paragraph.find(qn("w:numPr")),
        hidden=is_on(element.find(qn("w:rPr")), "w:vanish"),
    )
