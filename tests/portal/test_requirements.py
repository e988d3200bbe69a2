"""Every dependency is pinned to one version and has its reason in docs/decisions/0001-dependencies.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
