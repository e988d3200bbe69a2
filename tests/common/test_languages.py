"""The interface is written in Chinese, so no catalogue of translations has to be compiled to run it."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.functional import Promise

from content.selectors.citations import KIND_NAMES

REPO = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "tasks", "search", "content", "accounts", "common")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TEMPLATE_WORDS = re.compile(r"""\{%\s*(?:translate|trans)\s+(?P<quote>["'])(?P<words>.*?)(?P=quote)""")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2}")


def messages_of_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT:
            words = node.args[-1] if node.func.id.startswith("pgettext") else node.args[0]
            if isinstance(words, ast.Constant) and isinstance(words.value, str):
                yield words.value


def foreign(messages: Iterator[str]) -> list[str]:
    """Messages with English words and no Chinese; signs and abbreviations such as “PDF” alone are neither."""
    return [
        words for words in messages if not CHINESE.search(words) and LETTERS.search(words) and " " in words
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_messages_are_written_in_chinese(package):
    found = {
        str(path.relative_to(REPO)): words
        for path in (REPO / package).rglob("*.py")
        if (words := foreign(messages_of_python(path)))
    }
    assert found == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_templates_are_written_in_chinese(package):
    found = {
        str(path.relative_to(REPO)): words
        for path in (REPO / package).rglob("*.html")
        if (words := foreign(match["words"] for match in TEMPLATE_WORDS.finditer(path.read_text())))
    }
    assert found == {}


def test_no_catalogue_is_needed_or_kept():
    listed = subprocess.run(["git", "ls-files", "*.po", "*.mo"], cwd=REPO, capture_output=True, text=True)
    assert listed.stdout.split() == []
    assert settings.LOCALE_PATHS == []


def test_kinds_of_citing_pages_can_be_translated():
    assert all(isinstance(name, Promise) for name in KIND_NAMES.values())
