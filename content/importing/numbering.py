"""Word's automatic numbering: which label a paragraph shows though nobody typed it.

ECMA-376 part 1, 17.9. A paragraph points to a list (w:num) and a level, directly or through its style; the
list points to its definition (w:abstractNum), whose counters all lists of that definition share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from content.importing.number_formats import format_number
from content.importing.styles import Styles
from content.importing.xml_parts import is_on, number_of, qn, value_of, whole_number

LEVELS = 9
_MAX_LABEL_TEMPLATE = 200
_PLACEHOLDER = re.compile(r"%([1-9])")
_SEPARATED = tuple("、）)．。：")


@dataclass(frozen=True, slots=True)
class Level:
    start: int = 0
    number_format: str = "decimal"
    template: str = ""  # 第%1条
    follow: str = "tab"  # tab, space, nothing
    restart_after: int | None = None  # 1-based level whose use starts this one anew; 0 is never
    legal: bool = False  # all numbers in the label in Arabic digits
    style_id: str = ""


@dataclass(frozen=True, slots=True)
class NumberedList:
    """A w:num: its definition and what it changes there."""

    definition: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


class Numbering:
    """The lists of one document with their running counters; ask for labels in document order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, dict[int, Level]] = {}
        self._style_links: dict[str, str] = {}
        self._lists: dict[str, NumberedList] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def label(self, properties: etree._Element | None) -> str:
        """Count one paragraph (its w:pPr) and return its label with what follows it, "" if unnumbered."""
        list_id, level_index = self._place(properties)
        numbered = self._lists.get(list_id)
        if numbered is None:
            return ""
        definition = self._resolved(numbered.definition)
        levels = {**self._definitions.get(definition, {}), **numbered.levels}
        level = levels.get(level_index)
        if level is None:
            return ""
        counters = self._advance(list_id, numbered, definition, levels, level_index)
        return _write_label(level, levels, counters)

    def _read(self, root: etree._Element) -> None:
        for element in root.iterchildren(qn("w:abstractNum")):
            definition = element.get(qn("w:abstractNumId"), "")
            self._definitions[definition] = _read_levels(element)
            if link := value_of(element, "w:numStyleLink"):
                self._style_links[definition] = link
        for element in root.iterchildren(qn("w:num")):
            self._lists[element.get(qn("w:numId"), "")] = _read_list(element)

    def _resolved(self, definition: str) -> str:
        """Follow "this list is defined by that numbering style" once (17.9.21)."""
        linked = self._styles.numbering_id(self._style_links.get(definition, ""))
        return self._lists[linked].definition if linked in self._lists else definition

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """The list and level of a paragraph: its own w:numPr before its style's, nearest style first."""
        own = None if properties is None else properties.find(qn("w:numPr"))
        list_id, level = value_of(own, "w:numId"), number_of(own, "w:ilvl")
        if list_id:
            return ("" if list_id == "0" else list_id), level or 0
        for style in self._styles.chain(self._styles.of_paragraph(properties)):
            if not (list_id := value_of(style.numbering, "w:numId")):
                continue
            if level is None:
                level = self._level_of_style(list_id, style.style_id)
            return list_id, level if level is not None else number_of(style.numbering, "w:ilvl") or 0
        return "", 0

    def _level_of_style(self, list_id: str, style_id: str) -> int | None:
        numbered = self._lists.get(list_id)
        levels = self._definitions.get(self._resolved(numbered.definition), {}) if numbered else {}
        return next((index for index, level in levels.items() if level.style_id == style_id), None)

    def _advance(
        self, list_id: str, numbered: NumberedList, definition: str, levels: dict[int, Level], index: int
    ) -> list[int | None]:
        counters = self._counters.setdefault(definition, [None] * LEVELS)
        start = numbered.starts.get(index, levels[index].start)
        # A start override holds once per list: the first time the list is used, not for every paragraph.
        overridden = index in numbered.starts and (list_id, index) not in self._started
        self._started.add((list_id, index))
        current = counters[index]
        counters[index] = start if current is None or overridden else current + 1
        for deeper in range(index + 1, LEVELS):
            level = levels.get(deeper)
            restart_after = deeper if level is None or level.restart_after is None else level.restart_after
            if index < restart_after:
                counters[deeper] = None
        return counters


def _read_levels(element: etree._Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for child in element.iterchildren(qn("w:lvl")):
        index = whole_number(child.get(qn("w:ilvl")))
        if index is not None and 0 <= index < LEVELS:
            levels[index] = _read_level(child)
    return levels


def _read_level(element: etree._Element) -> Level:
    number_format = value_of(element, "w:numFmt", "decimal")
    if element.find(qn("w:numFmt")) is None:
        # Formats newer than the standard come with a fallback for older programs.
        number_format = next(
            (found.get(qn("w:val"), "decimal") for found in element.iterdescendants(qn("w:numFmt"))
             if found.get(qn("w:val")) != "custom"), "decimal",
        )  # fmt: skip
    return Level(
        start=number_of(element, "w:start") or 0,
        number_format=number_format,
        template=value_of(element, "w:lvlText")[:_MAX_LABEL_TEMPLATE],
        follow=value_of(element, "w:suff", "tab"),
        restart_after=number_of(element, "w:lvlRestart"),
        legal=is_on(element, "w:isLgl"),
        style_id=value_of(element, "w:pStyle"),
    )


def _read_list(element: etree._Element) -> NumberedList:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for override in element.iterchildren(qn("w:lvlOverride")):
        index = whole_number(override.get(qn("w:ilvl")))
        if index is None or not 0 <= index < LEVELS:
            continue
        start = number_of(override, "w:startOverride")
        if start is not None:
            starts[index] = start
        replacement = override.find(qn("w:lvl"))
        if replacement is not None:
            levels[index] = _read_level(replacement)
    return NumberedList(definition=value_of(element, "w:abstractNumId"), starts=starts, levels=levels)


def _write_label(level: Level, levels: dict[int, Level], counters: list[int | None]) -> str:
    if level.number_format == "bullet":
        # Bullets come from symbol fonts: the character itself means nothing outside them.
        label = "".join("•" if "\ue000" <= char <= "\uf8ff" else char for char in level.template)
    else:
        label = _PLACEHOLDER.sub(
            lambda match: _number_at(int(match[1]) - 1, level, levels, counters), level.template
        )
    if not label or level.follow == "nothing":
        return label
    if level.follow == "space":
        return label + " "
    # A tab is a distance on paper. After 、 and ） nothing is typed there, after 第一条 a full-width space.
    return label if label.endswith(_SEPARATED) else label + "\u3000"


def _number_at(index: int, level: Level, levels: dict[int, Level], counters: list[int | None]) -> str:
    source = levels.get(index, Level())
    number = counters[index]
    number_format = "decimal" if level.legal else source.number_format
    return format_number(source.start if number is None else number, number_format)
