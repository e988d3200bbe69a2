"""The interface is written in Chinese, so no catalogue of translations has to be compiled to run it."""

from __future__ import annotations

import ast
import gettext
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import override

from content.selectors.citations import KIND_NAMES

REPO = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "tasks", "search", "content", "accounts", "common")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TEMPLATE_WORDS = re.compile(r"""\{%\s*(?:translate|trans)\s+(?P<quote>["'])(?P<words>.*?)(?P=quote)""")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2}")
PLACE = re.compile(r"%\(\w+\)[sd]")
CATALOGUE = "portal/locale/zh_Hans/LC_MESSAGES/django"


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


def entries_of(source: str) -> dict[str, str]:
    """What a catalogue's source says: the words by the message, or by its singular."""
    found: dict[str, str] = {}
    message = ""
    for line in source.splitlines():
        keyword, _, words = line.partition(" ")
        if keyword == "msgid":
            message = ast.literal_eval(words)
        elif keyword in {"msgstr", "msgstr[0]"} and message:
            found[message] = ast.literal_eval(words)
    return found


def test_only_catalogue_holds_words_of_wagtail():
    """The portal's own words need none; this one is kept compiled, so that nobody needs gettext to run it."""
    listed = subprocess.run(["git", "ls-files", "*.po", "*.mo"], cwd=REPO, capture_output=True, text=True)
    assert listed.stdout.split() == [f"{CATALOGUE}.mo", f"{CATALOGUE}.po"]
    assert settings.LOCALE_PATHS == []


def test_catalogue_is_compiled():
    entries = entries_of((REPO / f"{CATALOGUE}.po").read_text())
    with (REPO / f"{CATALOGUE}.mo").open("rb") as compiled:
        read = gettext.GNUTranslations(compiled)
    assert entries
    assert {message: read.gettext(message) for message in entries} == entries
    assert all(
        set(PLACE.findall(message)) >= set(PLACE.findall(words)) - {"%(counter)s"}
        for message, words in entries.items()
        if "%(" in message
    )


@pytest.mark.parametrize("words", ["Search all pages…", "Compare", "Your pages and snippets in a workflow"])
def test_admin_does_not_fall_back_to_english(words):
    with override("zh-hans"):
        assert CHINESE.search(str(translated(words)))


def test_kinds_of_citing_pages_can_be_translated():
    assert all(isinstance(name, Promise) for name in KIND_NAMES.values())
