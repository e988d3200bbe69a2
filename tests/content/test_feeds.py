"""RSS: valid, absolute, public only."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client

from content.models import PolicyIndexPage
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.content import make_policy, make_rule, make_structure
from tests.factories.materials import make_column, make_material, make_news

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def channel_of(address: str, client: Client | None = None) -> ElementTree.Element:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(answer.content).find("channel")
    assert channel is not None
    return channel


def links_of(address: str) -> list[str | None]:
    return [item.findtext("link") for item in channel_of(address).iter("item")]


def test_feed_holds_every_kind_with_absolute_addresses() -> None:
    pages = [make_policy(), make_material(), make_news(), make_rule().edition]
    channel = channel_of("/feed/")
    assert {item.findtext("link") for item in channel.iter("item")} == {
        f"http://localhost:8000{page.url}" for page in pages
    }
    assert channel.findtext("link") == "http://localhost:8000/"
    titles = [item.findtext("title") for item in channel.iter("item")]
    assert f"政策文件：{pages[0].title}" in titles
    assert all(item.findtext("pubDate") for item in channel.iter("item"))


def test_column_has_its_own_feed_newest_first() -> None:
    old, young = make_policy(signed_date=dt.date(2020, 1, 1)), make_policy(signed_date=dt.date(2026, 1, 1))
    make_news()
    assert links_of("/policies/feed/") == [f"http://localhost:8000{page.url}" for page in (young, old)]
    assert channel_of("/policies/feed/").findtext("title") == "清风 · 政策文件"


def test_rules_and_saved_queries_have_feeds() -> None:
    edition, news = make_rule().edition, make_news()
    column = make_column(kinds=["news"])
    assert links_of("/rules/feed/") == [f"http://localhost:8000{edition.url}"]
    assert links_of(f"{column.url}feed/") == [f"http://localhost:8000{news.url}"]


@pytest.mark.parametrize("address", ["/nothing/feed/", "/prohibitions/feed/"])
def test_what_is_no_dated_column_has_no_feed(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_feeds_hold_nothing_hidden_whoever_asks() -> None:
    for page in (make_policy("金丝雀"), make_news("金丝雀")):
        restrict(page)
    make_policy("金丝雀", publish=False)
    client = Client()
    client.force_login(make_user())
    for address in ("/feed/", "/policies/feed/", "/news/feed/", f"{make_column().url}feed/"):
        assert not list(channel_of(address, client).iter("item")), address


def test_restricted_or_offline_column_has_no_feed() -> None:
    make_policy()
    column = PolicyIndexPage.objects.get()
    column.unpublish()
    assert Client().get("/policies/feed/").status_code == 404
    assert links_of("/feed/") == []
    column.save_revision().publish()
    restrict(column)
    assert Client().get("/policies/feed/").status_code == 404


def test_pages_name_their_feed() -> None:
    assert 'type="application/rss+xml" title="清风 · 最新发布" href="/feed/"' in words_of("/")
    assert 'title="政策文件" href="/policies/feed/"' in words_of("/policies/")


def test_feed_costs_the_same_however_long() -> None:
    make_policy()
    with_one = count_queries(lambda: words_of("/feed/"))
    make_policy()
    make_news()
    assert count_queries(lambda: words_of("/feed/")) == with_one
