"""Charts as SVG, drawn on the server: they print and need no script; their looks are in our style sheet.

The only place that knows pygal. What it draws brings a style sheet and a script, which the content security
policy forbids inside a page: they are taken out here, and ``case.css`` styles the classes that remain.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, fromstring, register_namespace, tostring

from django.utils.safestring import SafeString, mark_safe
from pygal import HorizontalBar, Line
from pygal.style import Style

# pygal looks for plug-ins with maps through an old kind of import hook; Python warns at every import of it.
sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook).__module__.partition(".")[0] != "pygal"]

SVG = "http://www.w3.org/2000/svg"
# Drawing units; the page scales the drawing to its place, and its letters with it.
WIDTH, ROW, EDGE, LETTER, GAP = 400, 34, 4, 16, 8
# pygal takes letters for 0.6 as wide as high, as Latin ones are; Chinese ones are square.
_MISSING_WIDTH = 0.4
_ROOM_FOR_VALUE = 1.15
_LABELS = 6  # written below a line chart
_STYLE = Style(label_font_size=LETTER, major_label_font_size=LETTER, value_font_size=LETTER)
_DROPPED = frozenset(f"{{{SVG}}}{name}" for name in ("defs", "desc", "title", "style", "script"))

register_namespace("", SVG)


def draw_bars(labels: Sequence[str], values: Sequence[int], *, name: str) -> SafeString:
    """A horizontal bar for each label, the first on top, its value at its end.

    Args:
        name: what the picture shows, for those who cannot see it; the figures themselves belong in a table.

    Returns:
        An ``svg`` element without style, script or id, to be put into a page.
    """
    chart = HorizontalBar(**_config(labels, max(values, default=0)))
    chart.x_labels = list(reversed(labels))
    chart.add("", list(reversed(values)))
    root = fromstring(chart.render(is_unicode=True))  # noqa: S314 - our own drawing
    _clean(root)
    _put_values_at_the_ends(root)
    for unwanted in ("id", f"{{{SVG}}}id"):
        root.attrib.pop(unwanted, None)
    root.attrib.update({"class": "bars", "role": "img", "aria-label": name})
    return mark_safe(tostring(root, encoding="unicode"))  # noqa: S308 - escaped by the writer


def draw_lines(labels: Sequence[str], lines: Mapping[str, Sequence[int]], *, name: str) -> SafeString:
    """A line for each name, over the same labels from left to right; the names stand at the left.

    Args:
        labels: of the points; a few of them are written.
        name: what the picture shows, for those who cannot see it; the figures themselves belong in a table.

    Returns:
        An ``svg`` element without style, script or id; its lines have the classes ``serie-0``, ``serie-1`` …
    """
    shown = max(1, len(labels) // _LABELS)
    chart = Line(
        width=2 * WIDTH,
        height=WIDTH * 3 // 4,
        margin=EDGE,
        style=_STYLE,
        js=[],
        dots_size=1.5,
        range=(0, max((max(values, default=0) for values in lines.values()), default=0) or 1),
        show_minor_x_labels=False,
        x_labels_major_every=shown,
        disable_xml_declaration=True,
        value_formatter=lambda value: f"{value:,.0f}",
    )
    chart.x_labels = list(labels)
    for line, values in lines.items():
        chart.add(line, list(values))
    root = fromstring(chart.render(is_unicode=True))  # noqa: S314 - our own drawing
    _clean(root)
    for unwanted in ("id", f"{{{SVG}}}id"):
        root.attrib.pop(unwanted, None)
    root.attrib.update({"class": "lines", "role": "img", "aria-label": name})
    return mark_safe(tostring(root, encoding="unicode"))  # noqa: S308 - escaped by the writer


def _config(labels: Sequence[str], highest: int) -> dict[str, Any]:
    longest = max((len(label) for label in labels), default=0)
    return {
        "width": WIDTH,
        "height": ROW * max(len(labels), 1) + 2 * EDGE,
        "margin": EDGE,
        "margin_left": EDGE + round(longest * LETTER * _MISSING_WIDTH),
        "range": (0, max(highest, 1) * _ROOM_FOR_VALUE),
        "style": _STYLE,
        "js": [],
        "show_legend": False,
        "show_x_labels": False,
        "show_x_guides": False,
        "show_y_guides": False,
        "print_values": True,
        "disable_xml_declaration": True,
        "value_formatter": str,
    }


def _clean(node: Element) -> None:
    """Take out what the policy forbids or a script would need: styles, scripts, tool tips, backgrounds."""
    for unwanted in ("style", "id"):
        node.attrib.pop(unwanted, None)
    for child in list(node):
        classes = child.get("class", "").split()
        if child.tag in _DROPPED or "background" in classes or "tooltip-overlay" in classes:
            node.remove(child)
        else:
            _clean(child)


def _put_values_at_the_ends(root: Element) -> None:
    bars = [node for node in root.iter(f"{{{SVG}}}rect") if "rect" in node.get("class", "").split()]
    values = [node for node in root.iter(f"{{{SVG}}}text") if "value" in node.get("class", "").split()]
    for bar, value in zip(bars, values, strict=True):
        bar.attrib.setdefault("width", "0")  # pygal leaves out what is nothing
        value.set("x", f"{float(bar.get('x', '0')) + float(bar.get('width', '0')) + GAP:.1f}")
        value.set("text-anchor", "start")
