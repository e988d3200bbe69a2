"""The picture of the packages shows the imports that are there; without counts, so that it lasts."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

REPO = Path(__file__).resolve().parents[2]
STALE = "docs/packages.svg is out of date: run scripts/draw_packages.py"


@pytest.fixture(scope="module")
def drawing() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("draw_packages", REPO / "scripts" / "draw_packages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["draw_packages"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["draw_packages"]


@pytest.fixture(scope="module")
def plan(drawing: ModuleType) -> Any:
    return drawing.read_plan()


def edges_in(svg: str) -> list[tuple[str, str]]:
    arrows = (element.attrib for element in ElementTree.fromstring(svg).iter())
    return [(arrow["data-from"], arrow["data-to"]) for arrow in arrows if "data-from" in arrow]


def named_in(svg: str, attribute: str) -> list[str]:
    return [
        element.attrib[attribute]
        for element in ElementTree.fromstring(svg).iter()
        if attribute in element.attrib
    ]


def test_picture_shows_the_packages_and_imports_there_are(plan: Any) -> None:
    svg = (REPO / "docs" / "packages.svg").read_text(encoding="utf-8")
    assert named_in(svg, "data-package") == list(plan.packages), STALE
    assert sorted(edges_in(svg)) == sorted(plan.edges), STALE
    rooms = {name for layer in plan.layers for name in layer} | set(plan.beside)
    assert set(named_in(svg, "data-room")) <= rooms, STALE


def test_imports_are_found_in_real_files(plan: Any) -> None:
    assert ("content", "common") in plan.edges
    assert ("common", "content") not in plan.edges
    assert "models" in {name for layer in plan.layers for name in layer}


def test_every_edge_is_drawn_once_and_always_the_same(drawing: ModuleType) -> None:
    plan = drawing.Plan(
        packages=("portal", "content", "accounts", "common"),
        edges=frozenset(
            {("portal", "common"), ("portal", "accounts"), ("portal", "content"), ("common", "portal")}
        ),
        layers=(("views",), ("models",)),
        beside=("grammar",),
    )
    svg = drawing.draw(plan)
    assert sorted(edges_in(svg)) == sorted(plan.edges)
    assert named_in(svg, "data-room") == ["views", "models", "grammar"]
    assert drawing.draw(plan) == svg
