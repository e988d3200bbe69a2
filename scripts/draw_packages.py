"""Draw docs/packages.svg from the imports as they are:  .venv/bin/python scripts/draw_packages.py"""

# ruff: noqa: T201 - a command-line script
from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "packages.svg"
SHOWN_INSIDE = "content"  # the package drawn with its rooms
NO_ROOMS = frozenset({"apps", "migrations"})  # every Django app has them
HOLDS = {
    "portal": "settings, addresses, the shell of the pages, the Celery application",
    "tasks": "the relay from the outbox to the worker, one thin task per job, the schedule",
    "search": "Chinese analysis, query language, index, result page",
    "training": "courses and classes",
    "content": "rules, editions, provisions, citations, comparison, lists, reviews, import",
    "accounts": "people, units, roles, sign-in, audit log",
    "common": "the outbox, the clock, numerals, document numbers",
}

WIDTH, MARGIN, GAP = 900, 20, 34
LEFT, BOX = 100, 680  # the boxes; arrows run at both sides of them
RIGHT = LEFT + BOX
LANE = 20
LOW, ROOM, STEP, HEADING = 66, 30, 40, 62
LAYERS, BESIDE = 460, 150
_STYLE = """
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #1d1f23; }
.name { font-size: 19px; font-weight: 700; }
.holds { font-size: 13px; fill: #3f444c; }
.room text { font-size: 14px; text-anchor: middle; }
.caption { font-size: 13px; fill: #5f656e; }
.box { fill: #ffffff; stroke: #8c8f96; }
.room rect { fill: #f6f3ee; stroke: #cfc8bb; }
.edge { fill: none; stroke: #a4161a; stroke-width: 1.6; marker-end: url(#head); }
"""
_HEAD = (
    '<marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="#a4161a"/></marker>'
)
Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn.

    ``packages`` stand in the order of the contract, ``edges`` are the imports between them, ``layers`` the
    rooms of ``SHOWN_INSIDE`` by layer, the outermost first, ``beside`` its rooms that are in no layer.
    """

    packages: tuple[str, ...]
    edges: frozenset[Edge]
    layers: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A package on the page."""

    name: str
    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height


def read_plan(root: Path = ROOT) -> Plan:
    """Read the contracts of import-linter and the real imports.

    Raises:
        KeyError: pyproject.toml has no contract "packages" or "inside".
    """
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts: dict[str, Any] = {contract["id"]: contract for contract in settings["contracts"]}
    order = [name for layer in contracts["packages"]["layers"] for name in _names(layer)]
    packages = tuple(name for name in order if name in settings["root_packages"])
    graph = _graph(root, packages)
    rooms = {module.split(".")[1] for module in graph.modules if module.startswith(f"{SHOWN_INSIDE}.")}
    layers = tuple(
        tuple(name for name in _names(layer) if name in rooms) for layer in contracts["inside"]["layers"]
    )
    inside = {name for layer in layers for name in layer}
    return Plan(
        packages,
        frozenset(_edges(graph, packages)),
        tuple(layer for layer in layers if layer),
        tuple(sorted(rooms - inside - NO_ROOMS)),
    )


def _graph(root: Path, packages: tuple[str, ...]) -> grimp.ImportGraph:
    sys.path.insert(0, str(root))  # grimp finds packages the way Python does
    try:
        return grimp.build_graph(*packages, cache_dir=None)
    finally:
        sys.path.remove(str(root))


def _names(layer: str) -> list[str]:
    """The names of a layer; brackets mean that it may be missing."""
    return [name.strip().strip("()") for name in layer.split("|")]


def _edges(graph: grimp.ImportGraph, packages: Iterable[str]) -> Iterable[Edge]:
    shown = set(packages)
    for module in graph.modules:
        importer = module.split(".")[0]
        for imported in graph.find_modules_directly_imported_by(module):
            target = imported.split(".")[0]
            if target != importer and {importer, target} <= shown:
                yield importer, target


def draw(plan: Plan) -> str:
    """The picture as SVG text; the same plan gives the same text."""
    boxes: dict[str, Box] = {}
    top = MARGIN
    for name in plan.packages:
        boxes[name] = Box(name, top, _height(plan) if name == SHOWN_INSIDE else LOW)
        top = boxes[name].bottom + GAP
    height = top - GAP + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="title">',
        '<title id="title">Packages and the imports between them: an arrow leads from the package that '
        "imports to the one it imports</title>",
        f"<style>{_STYLE}</style>",
        f"<defs>{_HEAD}</defs>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fffdfa"/>',
    ]
    for box in boxes.values():
        parts += _package(box, plan)
    parts += _arrows(plan, boxes)
    return "\n".join([*parts, "</svg>", ""])


def _height(plan: Plan) -> int:
    rows = max(len(plan.layers), len(plan.beside))
    return HEADING + 26 + rows * STEP + 6


def _package(box: Box, plan: Plan) -> list[str]:
    parts = [
        f'<g data-package="{box.name}">',
        f'<rect class="box" x="{LEFT}" y="{box.top}" width="{BOX}" height="{box.height}" rx="8"/>',
        _text("name", LEFT + 16, box.top + 28, box.name),
        _text("holds", LEFT + 16, box.top + 50, HOLDS.get(box.name, "")),
    ]
    if box.name == SHOWN_INSIDE:
        parts += _rooms(box, plan)
    return [*parts, "</g>"]


def _rooms(box: Box, plan: Plan) -> list[str]:
    left, top = LEFT + 16, box.top + HEADING
    right = RIGHT - 16 - BESIDE
    parts = [
        _text("caption", left, top + 14, "in layers: each imports only from those below"),
        _text("caption", right, top + 14, "beside the layers"),
    ]
    for row, names in enumerate(plan.layers):
        width = (LAYERS - 10 * (len(names) - 1)) // len(names)
        for column, name in enumerate(names):
            parts.append(_room(name, left + column * (width + 10), top + 26 + row * STEP, width))
    for row, name in enumerate(plan.beside):
        parts.append(_room(name, right, top + 26 + row * STEP, BESIDE))
    return parts


def _room(name: str, left: int, top: int, width: int) -> str:
    return (
        f'<g class="room" data-room="{name}"><rect x="{left}" y="{top}" width="{width}" height="{ROOM}" '
        f'rx="5"/><text x="{left + width // 2}" y="{top + 20}">{escape(name)}</text></g>'
    )


def _text(kind: str, left: int, base: int, words: str) -> str:
    return f'<text class="{kind}" x="{left}" y="{base}">{escape(words)}</text>'


def _arrows(plan: Plan, boxes: dict[str, Box]) -> list[str]:
    """Neighbors are joined straight down, others around: at the right to the last package, else left."""
    place = {name: number for number, name in enumerate(plan.packages)}
    span = {edge: place[edge[1]] - place[edge[0]] for edge in plan.edges}
    ordered = sorted(plan.edges, key=lambda edge: (span[edge], place[edge[0]]))
    around = [edge for edge in ordered if span[edge] != 1]
    sides = (
        [edge for edge in around if edge[1] != plan.packages[-1]],
        [edge for edge in around if edge[1] == plan.packages[-1]],
    )
    middle = LEFT + BOX // 2
    parts = [
        _arrow(edge, f"M{middle} {boxes[edge[0]].bottom} V{boxes[edge[1]].top}")
        for edge in ordered
        if span[edge] == 1
    ]
    for side, start, outward in ((sides[0], LEFT, -1), (sides[1], RIGHT, 1)):
        ports = _ports(side, place, boxes)
        step = min(LANE, (LEFT - MARGIN) // (len(side) + 1))
        for number, edge in enumerate(side, start=1):
            leaves, enters = ports[edge]
            lane = start + outward * (8 + number * step)
            parts.append(_arrow(edge, f"M{start} {leaves} H{lane} V{enters} H{start}"))
    return parts


def _ports(side: list[Edge], place: dict[str, int], boxes: dict[str, Box]) -> dict[Edge, tuple[int, int]]:
    """Where each way of one side leaves its package and enters the other, at a height of its own.

    The nearer a way's other end, the nearer to it the way leaves or enters: so they do not cross.
    """
    leaves: dict[Edge, int] = {}
    enters: dict[Edge, int] = {}
    for name, box in boxes.items():
        entering = sorted((edge for edge in side if edge[1] == name), key=lambda edge: -place[edge[0]])
        leaving = sorted((edge for edge in side if edge[0] == name), key=lambda edge: -place[edge[1]])
        enters |= _spread(entering, box.top)
        leaves |= _spread(leaving, box.bottom - LOW)
    return {edge: (leaves[edge], enters[edge]) for edge in side}


def _spread(edges: list[Edge], top: int) -> dict[Edge, int]:
    return {edge: top + number * LOW // (len(edges) + 1) for number, edge in enumerate(edges, start=1)}


def _arrow(edge: Edge, path: str) -> str:
    return f'<path class="edge" data-from="{edge[0]}" data-to="{edge[1]}" d="{path}"/>'


def main() -> None:
    """Write the picture."""
    PICTURE.write_text(draw(read_plan()), encoding="utf-8")
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
