"""The home page: tabs, coming events, topics, the reporting box."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from content.models import BasePage, Listing, PortalSettings
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.content import make_policy, make_rule, make_structure
from tests.factories.materials import make_coming_event, make_material, make_news, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def test_latest_holds_every_kind_with_its_name_and_the_day_it_came() -> None:
    pages = [make_policy(), make_material(), make_news(), make_rule().edition]
    Listing.objects.update(published_on=dt.date(2026, 6, 2))
    words = words_of("/")
    for page, kind in zip(pages, ("政策文件", "学习资料", "工作动态", "规则更新"), strict=True):
        assert f'<span class="k">{kind}</span><a href="{page.url}">{page.title}</a>' in words
    assert '<time datetime="2026-06-02">' in words


def test_latest_is_ordered_by_publication_then_by_the_document() -> None:
    old, young = make_policy(signed_date=dt.date(2020, 1, 1)), make_policy(signed_date=dt.date(2026, 1, 1))
    late = make_policy(signed_date=dt.date(2010, 1, 1))
    Listing.objects.exclude(page_id=late.pk).update(published_on=dt.date(2026, 1, 1))
    words = words_of("/")
    assert words.index(late.url) < words.index(young.url) < words.index(old.url)


@pytest.mark.parametrize(("show", "label"), [("policy", "政策文件"), ("material", "学习资料")])
def test_tab_shows_its_kind_alone_and_leads_to_its_column(show: str, label: str) -> None:
    pages = {"policy": make_policy(), "material": make_material()}
    words = words_of(f"/?show={show}")
    for kind, page in pages.items():
        assert (f'href="{page.url}"' in words) is (kind == show)
    assert f'aria-current="true">{label}</a>' in words
    assert f"全部{label}" in words


@pytest.mark.parametrize("show", ["case", "material", "policy"])
def test_empty_tab_says_what_will_be_there(show: str) -> None:
    assert "发布后按日期列在这里" in words_of(f"/?show={show}")


@pytest.mark.parametrize("show", ["x", "%00", "%22%3E"])
def test_unknown_tab_shows_the_latest(show: str) -> None:
    page = make_policy()
    words = words_of(f"/?show={show}")
    assert f'href="{page.url}"' in words
    assert 'aria-current="true">最新发布</a>' in words


def test_coming_events_are_listed_the_next_first_and_past_ones_not() -> None:
    now = timezone.now()
    past = make_coming_event(starts_at=now - dt.timedelta(days=2))
    later, soon = make_coming_event(starts_at=now + dt.timedelta(days=9)), make_coming_event()
    words = words_of("/")
    box = words[words.index("近期活动") :]
    assert box.index(soon.title) < box.index(later.title)
    assert past.title not in box
    assert "示例礼堂" in box


def test_without_events_and_topics_nothing_empty_stands_there() -> None:
    words = words_of("/")
    assert "近期活动" not in words
    assert 'id="topics-h"' not in words


def test_topics_are_doors() -> None:
    topic = make_topic("换届纪律专题（示例）", introduction="集中学习。")
    words = words_of("/")
    assert f'<a href="{topic.url}"><strong>换届纪律专题（示例）</strong><span>集中学习。</span></a>' in words


def test_reporting_box_shows_what_the_settings_say() -> None:
    assert '<a href="tel:12380">12380</a>' in words_of("/")
    site = Site.objects.get()
    PortalSettings.objects.update_or_create(
        site=site, defaults={"report_phone": "000-12380", "report_words": "来信必复。"}
    )
    words = words_of("/")
    assert '<a href="tel:000-12380">000-12380</a>' in words
    assert "来信必复。" in words


def test_home_costs_the_same_however_much_there_is() -> None:
    def add() -> None:
        for make in (make_policy, make_material, make_news, make_topic, make_coming_event):
            make()

    add()
    with_one = count_queries(lambda: words_of("/"))
    add()
    add()
    assert count_queries(lambda: words_of("/")) == with_one


@pytest.mark.parametrize("address", ["/", "/?show=policy", "/?show=material"])
def test_home_shows_nothing_hidden(address: str) -> None:
    canary = "金丝雀"
    made: list[BasePage] = [make(f"{canary}（示例）") for make in (make_policy, make_material, make_news)]
    made += [make_topic(f"{canary}专题"), make_coming_event(f"{canary}活动")]
    for page in made:
        restrict(page)
    words = words_of(address)
    assert canary not in words
    assert all(page.url not in words for page in made)
    client = Client()
    client.force_login(make_user())
    assert canary in client.get(address).content.decode()


def test_latest_leaves_events_and_topics_to_their_own_places() -> None:
    event, topic, policy = make_coming_event(), make_topic(), make_policy()
    words = words_of("/")
    latest = words[words.index('id="latest"') : words.index("report-h")]
    assert policy.url in latest
    assert event.url not in latest
    assert topic.url not in latest
