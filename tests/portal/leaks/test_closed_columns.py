"""Pages of every kind below a column that is closed, or was taken offline: as hidden as the column."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from wagtail.models import PageViewRestriction

from content.models import BasePage
from tests.factories.accounts import make_user
from tests.factories.content import make_structure
from tests.factories.publishing import client_of
from tests.portal.leaks.asking import ask, pieces_of, together
from tests.portal.leaks.surfaces import SITE
from tests.portal.leaks.world import (
    _WITH_ITEMS,
    GROUP,
    MAKERS,
    SLUG,
    index_anew,
    mark_of,
    open_pages,
    restrict_in,
)

pytestmark = pytest.mark.django_db
COLUMNS = ("rules", "policies", "cases", "materials", "news", "topics", "events", "prohibitions", "courses")
WAY = "group"


@pytest.fixture
def pages(settings: Any, tmp_path: Path) -> list[BasePage]:
    """A page of every kind below the columns; the column of a saved query lies beside them."""
    settings.SEARCH_INDEX_DIR = tmp_path
    cache.clear()
    make_structure()
    front = open_pages()["list"]
    Group.objects.create(name=GROUP)
    kinds = [kind for kind in MAKERS if kind != "column"]
    items: dict[str, dict[str, Any]] = {
        kind: {"items": [(front, 1)]} if kind in _WITH_ITEMS else {} for kind in kinds
    }
    items["lesson"]["course"] = f"{SLUG}-course-{WAY}"
    return [MAKERS[k](mark_of(k, WAY), slug=f"{SLUG}-{k}-{WAY}", **items[k]) for k in kinds]


def close(*names: str) -> None:
    for name in names:
        restrict_in(BasePage.objects.get(slug=name), WAY)


def asked_by(client: Client, pages: list[BasePage]) -> dict[str, str]:
    addresses = [address for row in SITE.values() for address in row.addresses if "{" not in address]
    own = [f"{page.url}{tail}" for page in pages for tail in ("", "art-1/", "pt-1/", "item-1/", "calendar/")]
    return {address: ask(client, address) for address in (*addresses, *own)}


_NOW = re.compile("<lastBuildDate>.*?</lastBuildDate>")


def asked_of_site(client: Client) -> dict[str, Any]:
    """By row: the answers, or what is in them where their order may change."""
    cache.clear()
    answers = {
        name: [_timeless(ask(client, address)) for address in row.addresses if "{" not in address]
        for name, row in SITE.items()
    }
    return {name: pieces_of(words) if SITE[name].by_rank else words for name, words in answers.items()}


def _timeless(words: str) -> str:
    """A feed without an item bears the time at which it was asked for."""
    return words if "<item>" in words else _NOW.sub("", words)


def test_closed_column_closes_all_below_it(pages: list[BasePage]) -> None:
    close(*COLUMNS)
    index_anew()
    member, outsider = make_user(name="示例组员"), make_user(name="示例外人")
    member.groups.add(Group.objects.get(name=GROUP))
    for client in (Client(), client_of(outsider)):
        leaks = {
            address: found
            for address, words in asked_by(client, pages).items()
            if (found := together([words]))
        }
        assert leaks == {}
    shown = together(asked_by(client_of(member), pages).values())
    assert {kind for _way, kind in shown} == set(MAKERS) - {"column"}


def test_who_may_enter_the_column_may_not_read_every_page_in_it(pages: list[BasePage]) -> None:
    """Both restrictions of a way down have to be satisfied."""
    for name in COLUMNS:
        page = BasePage.objects.get(slug=name)
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    close(*(page.slug for page in pages))
    index_anew()
    assert together(asked_by(client_of(make_user()), pages).values()) == frozenset()


def test_no_list_leads_below_a_column_taken_offline(pages: list[BasePage]) -> None:
    for name in COLUMNS:
        BasePage.objects.get(slug=name).specific.unpublish()
    index_anew()
    call_command("update_index", verbosity=0)
    for client in (Client(), client_of(make_user())):
        addresses = [address for row in SITE.values() for address in row.addresses if "{" not in address]
        leaks = {address for address in addresses if together([ask(client, address)])}
        assert leaks == set()


def test_no_count_gives_away_what_is_below_a_column_taken_offline(pages: list[BasePage]) -> None:
    """Every answer is the one given where the pages below do not exist."""
    for name in COLUMNS:
        BasePage.objects.get(slug=name).specific.unpublish()
    index_anew()
    viewers = {"visitor": Client(), "reader": client_of(make_user())}
    before = {name: asked_of_site(client) for name, client in viewers.items()}
    for page in pages:
        for found in BasePage.objects.filter(pk=page.pk).specific():  # a lesson is gone with its course
            found.delete()
    index_anew()
    for name, client in viewers.items():
        without = asked_of_site(client)
        assert [row for row in SITE if without[row] != before[name][row]] == [], name
