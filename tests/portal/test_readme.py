"""README.md says what is true: every variable, every picture, every account."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.services.demo_people import ACCOUNTS, PASSWORD
from portal.settings.environment import Environment

REPO = Path(__file__).resolve().parents[2]
README = (REPO / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(QINGFENG_\w+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def test_table_lists_every_variable_once_in_order():
    expected = [f"QINGFENG_{name.upper()}" for name in Environment.model_fields]
    assert [row.group(1) for row in ROW.finditer(README)] == expected


@pytest.mark.parametrize("name", Environment.model_fields)
def test_table_says_what_the_variable_means_and_its_default(name):
    field = Environment.model_fields[name]
    written = {row.group(1): row for row in ROW.finditer(README)}[f"QINGFENG_{name.upper()}"]
    assert field.description in written.group(3).replace("\\", "")
    default = field.default
    if isinstance(default, Path):
        default = default.relative_to(REPO)
    shown = str(default).replace("'", '"')
    assert written.group(2).strip("`") == shown


def test_linked_files_exist():
    linked = re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", README)
    missing = [
        path
        for pair in linked
        for path in pair
        if path and not path.startswith("http") and not (REPO / path).exists()
    ]
    assert linked
    assert missing == []


def test_pictures_are_small_enough_for_the_repository():
    pictures = list((REPO / "docs" / "screenshots").glob("*.png"))
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > 150_000] == []


def test_demonstration_accounts_are_those_of_the_command():
    assert PASSWORD in README
    for account in ACCOUNTS:
        assert f"`{account.staff_number}`" in README
