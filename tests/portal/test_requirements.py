"""Every dependency is pinned to one version; each of our own has its reason in decision 0001."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPO = Path(__file__).resolve().parents[2]
REASONS = (REPO / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
PINNED = re.compile(r"([A-Za-z0-9-]+)(?:\[[a-z]+\])?==([0-9][0-9A-Za-z.]*)")
LINES = [
    line
    for name in ("requirements.txt", "requirements-dev.txt")
    for line in (REPO / name).read_text(encoding="utf-8").splitlines()
    if line and not line.startswith(("#", "-r "))
]


@pytest.mark.parametrize("line", LINES)
def test_dependency_is_pinned_and_has_its_reason(line: str) -> None:
    found = PINNED.fullmatch(line)
    assert found, f"{line} is not pinned to one version"
    name, version = found.groups()
    rows = [row for row in REASONS.splitlines() if row.startswith("| ") and name in row.split("|")[1]]
    assert rows, f"{name} has no line in docs/decisions/0001-dependencies.md"
    assert any(version in row for row in rows), f"the line of {name} does not name {version}"


CONSTRAINTS = (REPO / "constraints.txt").read_text(encoding="utf-8").splitlines()
INSTALLED = {canonicalize_name(found.metadata["Name"]): found for found in distributions()}


def pinned() -> dict[str, str]:
    found = [
        re.fullmatch(r"([\w.-]+)==([\w.+!-]+)", line) for line in CONSTRAINTS if not line.startswith("#")
    ]
    assert all(found)
    return {canonicalize_name(match.group(1)): match.group(2) for match in found if match}


def needed_by(found: Distribution, extras: frozenset[str]) -> list[Requirement]:
    """What a package needs on this machine."""
    needs = [Requirement(line) for line in found.requires or []]
    return [
        need
        for need in needs
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras | {""})
    ]


def brought() -> set[str]:
    """Every package that the requirements bring, directly or not; not those installed by hand."""
    seen: set[tuple[str, frozenset[str]]] = set()
    open_ends = [Requirement(line) for line in LINES]
    while open_ends:
        need = open_ends.pop()
        key = (canonicalize_name(need.name), frozenset(need.extras))
        if key not in seen:
            seen.add(key)
            open_ends += needed_by(INSTALLED[key[0]], key[1])
    return {name for name, _extras in seen}


def test_constraints_name_what_the_requirements_bring_and_nothing_else() -> None:
    assert set(pinned()) == brought(), "constraints.txt is out of date: run make pins"


def test_installed_versions_are_those_of_the_constraints() -> None:
    installed = {name: INSTALLED[name].version for name in brought()}
    assert installed == pinned(), "the environment is out of date: run make test"
