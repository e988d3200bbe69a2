"""The page of all components: in development only, and built from the real partials."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.signals import template_rendered

from content.models import EventPage, Listing
from tests.factories.content import make_structure

pytestmark = pytest.mark.django_db
REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def test_page_is_not_there_on_a_server() -> None:
    assert Client().get("/components/").status_code == 404


def test_page_shows_every_color_and_state(settings: Any) -> None:
    settings.COMPONENTS_PAGE = True
    answer = Client().get("/components/")
    words = answer.content.decode()
    assert answer.status_code == 200
    tokens = (REPO / "portal/static/portal/css/tokens.css").read_text(encoding="utf-8")
    for name, value in re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{3,6})", tokens):
        assert f"<span>{name}</span>" in words
        assert f'fill="{value}"' in words
    for state in ("现行有效", "已修改", "已废止", "尚未生效", "即将开始", "正在进行", "已结束"):
        assert state in words, state
    assert 'name="robots" content="noindex"' in words


# The head of a page, paper, whole pages made of the others, and what asks the database for its note.
# Whole pages, and what has no look of its own.
PAGES = {"results", "follow", "following", "remove_saved", "unsubscribe"}
NOT_SHOWN = {"page_meta", "printed_from", "whole_text", "withdrawn", "trace", *PAGES}


def test_page_shows_every_component_of_the_pages(settings: Any) -> None:
    settings.COMPONENTS_PAGE = True
    folders = (
        "content/templates/content/components",
        "search/templates/search",
        "training/templates/training/components",
    )
    parts = {path.stem for folder in folders for path in (REPO / folder).glob("*.html")} - NOT_SHOWN
    rendered: set[str] = set()

    def note(template: Any, **_: Any) -> None:
        rendered.add(str(template.name).rpartition("/")[2].removesuffix(".html"))

    template_rendered.connect(note)
    try:
        words = Client().get("/components/").content.decode()
    finally:
        template_rendered.disconnect(note)
    assert parts - rendered == set()
    for part in (
        "<video controls",
        '<iframe class="sheet wide"',
        "<svg",
        "本页内容已经废止或者失效",
        "请写明有什么问题",
    ):
        assert part in words, part


def test_page_changes_nothing(settings: Any) -> None:
    settings.COMPONENTS_PAGE = True
    Client().get("/components/")
    assert not EventPage.objects.exists()
    assert not Listing.objects.exists()
