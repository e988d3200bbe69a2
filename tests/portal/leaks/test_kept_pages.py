"""The page cache: what was kept for one is not shown to another, nor what was public before it was closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from wagtail.models import PageViewRestriction

from content.models import BasePage
from tests.content.asking import restrict
from tests.factories.accounts import make_user
from tests.factories.content import make_structure
from tests.factories.publishing import client_of
from tests.portal.leaks.asking import ask, found_in
from tests.portal.leaks.surfaces import SITE
from tests.portal.leaks.world import GROUP, MAKERS, SLUG, mark_of, open_pages

COLUMNS = ("rules", "policies", "cases", "materials", "news", "topics", "events", "prohibitions")
LISTS = (
    "/",
    *(f"/{name}/" for name in COLUMNS),
    *(f"/{name}/feed/" for name in COLUMNS[:-1]),
    "/open-column/",
    "/sitemap.xml",
    "/feed/",
    "/cases/statistics/",
    "/rules/open-rule/art-1/",
    "/prohibitions/open-list/item-1/",
)
OWN = (
    "/rules/{0}-rule-login/ /rules/{0}-rule-login/art-1/ /policies/{0}-policy-login/ /cases/{0}-case-login/ "
    "/{0}-column-login/"
)


@pytest.fixture
def addresses(transactional_db: None) -> tuple[str, ...]:
    """Committed pages, all of them public: inside a test's transaction nothing is kept."""
    cache.clear()
    make_structure()
    front = open_pages()["list"]
    for kind, make in MAKERS.items():
        items = {"items": [(front, 1)]} if kind in {"case", "material"} else {}
        make(mark_of(kind, "login"), slug=f"{SLUG}-{kind}-login", **items)
    return (*LISTS, *OWN.format(SLUG).split())


def clients(number: int) -> list[Client]:
    """Visitors before one process: they share what it keeps."""
    made = [Client() for _ in range(number)]
    for client in made:
        client.handler = made[0].handler
    return made


def close_by_login() -> None:
    for kind in MAKERS:
        restrict(BasePage.objects.get(slug=f"{SLUG}-{kind}-login"))


def close_by_group() -> None:
    group = Group.objects.create(name=GROUP)
    for kind in MAKERS:
        page = BasePage.objects.get(slug=f"{SLUG}-{kind}-login")
        closed = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
        closed.groups.add(group)


def close_columns() -> None:
    for name in (*COLUMNS, "courses"):
        restrict(BasePage.objects.get(slug=name))
    restrict(BasePage.objects.get(slug=f"{SLUG}-column-login"))


def take_offline() -> None:
    for kind in MAKERS:
        BasePage.objects.get(slug=f"{SLUG}-{kind}-login").specific.unpublish()


@pytest.mark.parametrize("close", [close_by_login, close_by_group, close_columns, take_offline])
def test_page_that_was_public_is_gone_from_the_cache_at_once(
    close: Callable[[], Any], addresses: tuple[str, ...]
) -> None:
    first, second = clients(2)
    for address in addresses:
        first.get(address)
    kept = {address for address in addresses if second.get(address).headers.get("X-Cache") == "hit"}
    assert {"/", "/policies/", "/sitemap.xml", f"/policies/{SLUG}-policy-login/"} <= kept
    assert any(found_in(ask(second, address)) for address in kept)
    close()
    for address in addresses:
        assert not found_in(ask(second, address)), address


def test_what_a_member_is_shown_is_kept_for_nobody(addresses: tuple[str, ...]) -> None:
    close_by_login()
    visitor, member = clients(2)
    member.cookies = client_of(make_user(name="示例读者")).cookies
    asked = (*addresses, *(address for surface in SITE.values() for address in surface.addresses))
    seen = set()
    for address in asked:
        if "{" not in address and "search" not in address:
            seen |= found_in(ask(member, address))
            assert not found_in(ask(visitor, address)), address
    assert {kind for _way, kind in seen} == set(MAKERS)
