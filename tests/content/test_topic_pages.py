"""Special topics: chosen pages, what the saved query finds, the list of topics."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache

from tests.content.asking import count_queries, restrict, words_of
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_image, make_material, make_news, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def test_chosen_pages_stand_first_in_the_editors_order_then_the_rest_by_date() -> None:
    old, young = make_news(reported_on=dt.date(2026, 1, 1)), make_news(reported_on=dt.date(2026, 9, 1))
    rule, policy, taught = make_rule().rule, make_policy(), make_list("严禁示例")
    topic = make_topic(choices=[policy, taught, rule], kinds=["news", "policy"], introduction="先读这些。")
    words = words_of(topic.url)
    places = [words.index(f'href="{page.url}"') for page in (policy, taught, rule, young, old)]
    assert places == sorted(places)
    assert words.count(f'href="{policy.url}"') == 1
    assert "先读这些。" in words
    assert "重点阅读" in words
    assert "更多内容" in words


def test_topic_without_conditions_shows_the_chosen_alone() -> None:
    chosen, other = make_policy(), make_policy()
    words = words_of(make_topic(choices=[chosen]).url)
    assert chosen.url in words
    assert other.url not in words


def test_empty_topic_says_what_will_be_here() -> None:
    assert "这个专题还没有内容" in words_of(make_topic().url)


def test_further_stretches_leave_out_the_chosen() -> None:
    chosen = make_policy()
    pages = [make_news(reported_on=dt.date(2026, 1, 1 + number)) for number in range(22)]
    topic = make_topic(choices=[chosen], kinds=["news"])
    words = words_of(topic.url)
    start = words.index(f'href="{topic.url}?before=') + 6
    older = words_of(words[start : words.index('"', start)])
    assert f'href="{pages[0].url}"' in older
    assert chosen.url not in older


def test_topic_shows_nothing_hidden() -> None:
    chosen, found = make_policy("金丝雀通知（示例）"), make_news("金丝雀动态（示例）")
    offline = make_material("金丝雀资料（示例）")
    topic = make_topic(choices=[chosen, offline], kinds=["news", "material"])
    restrict(chosen)
    restrict(found)
    offline.refresh_from_db()
    offline.unpublish()
    assert "金丝雀" not in words_of(topic.url)


def test_list_of_topics_has_cards_with_pictures() -> None:
    topic = make_topic(image=make_image(), introduction="集中学习。")
    plain = make_topic()
    words = words_of("/topics/")
    assert f'<a href="{topic.url}"><img src="/media/images/' in words
    assert f'<a href="{plain.url}"><strong>' in words
    assert "集中学习。" in words


def test_lists_cost_the_same_however_many() -> None:
    def add() -> None:
        make_topic(image=make_image())

    policies = [make_policy() for _number in range(3)]
    one, three = make_topic(choices=policies[:1]), make_topic(choices=policies)
    costs = {count_queries(lambda page=page: words_of(page.url)) for page in (one, three)}
    assert len(costs) == 1
    add()
    with_one = count_queries(lambda: words_of("/topics/"))
    add()
    add()
    assert count_queries(lambda: words_of("/topics/")) == with_one


def test_topic_list_without_topics_says_so() -> None:
    assert "还没有开设专题" in words_of("/topics/")
