"""docs/design.md names what the style sheets have."""

from __future__ import annotations

import re
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SHEETS = {
    path.name: path.read_text(encoding="utf-8") for path in (REPO / "portal/static/portal/css").glob("*.css")
}
DESIGN = (REPO / "docs" / "design.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([^`\n]+)`", DESIGN)


def test_every_token_is_named() -> None:
    named = {word for words in NAMED for word in words.split() if word.startswith("--")}
    tokens = set(re.findall(r"(--[a-z0-9-]+):", SHEETS["tokens.css"]))
    numbered = {
        token for token in tokens if re.fullmatch(r"--[ts][0-9]", token)
    }  # --t1 … --t6 are named as a range
    assert tokens - numbered - named == set()
    assert named <= tokens


def test_every_class_named_is_there() -> None:
    styled = set(
        re.findall(r"\.([a-z_][a-z0-9_-]*)", re.sub(r"/\*.*?\*/", "", "".join(SHEETS.values()), flags=re.S))
    )
    named = {name for words in NAMED if words.startswith(".") for name in re.findall(r"\.([a-z_-]+)", words)}
    assert named - styled == set()


def test_every_sheet_is_named() -> None:
    assert [name for name in SHEETS if f"`{name}`" not in DESIGN] == []


def test_every_own_screen_of_the_admin_begins_below_the_header() -> None:
    own = 'extends "wagtailadmin/generic/base.html"'
    texts = {path: path.read_text(encoding="utf-8") for path in REPO.glob("*/templates/**/admin/*.html")}
    screens = {path.name: text for path, text in texts.items() if own in text}
    assert len(screens) > 20
    assert [name for name, text in screens.items() if 'class="qf-screen' not in text] == []
