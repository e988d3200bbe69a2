"""Special topics: chosen pages, what the saved query finds, the list of topics."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission

from accounts.enums import Role
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.accounts import make_superuser, make_user
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.materials import make_image, make_material, make_news, make_topic
from tests.factories.publishing import client_of

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


@pytest.fixture
def closed_picture() -> Image:
    image = make_image()
    image.collection = Collection.get_first_root_node().add_child(name="示例集合")
    image.save()
    restriction = CollectionViewRestriction(collection=image.collection, restriction_type="groups")
    restriction.save()
    restriction.groups.add(Group.objects.create(name="示例专班"))
    return image


def test_card_shows_a_closed_picture_to_those_who_may_open_it(closed_picture: Image) -> None:
    make_topic(image=closed_picture)
    open_topic = make_topic(image=make_image())
    member, outsider, manager = make_user(), make_user(), make_superuser()
    member.groups.add(Group.objects.get(name="示例专班"))
    chooser = make_user(Role.EDITOR)
    permission = Permission.objects.get(codename="choose_image")
    GroupCollectionPermission.objects.create(
        group=chooser.groups.first(), collection=closed_picture.collection, permission=permission
    )
    for client, number in (
        (Client(), 1),
        (client_of(outsider), 1),
        (client_of(member), 2),
        (client_of(manager), 2),
        (client_of(chooser), 2),
    ):
        words = client.get("/topics/").content.decode()
        assert words.count('<img src="/media/images/') == number
        assert f'<a href="{open_topic.url}"><img ' in words


@pytest.mark.parametrize("is_member", [False, True])
def test_closed_pictures_cost_the_same_however_many(closed_picture: Image, is_member: bool) -> None:
    user = make_user()
    if is_member:
        user.groups.add(Group.objects.get(name="示例专班"))
    client = client_of(user)
    make_topic(image=closed_picture)
    with_one = count_queries(lambda: client.get("/topics/"))
    for _number in range(3):
        image = make_image()
        image.collection = closed_picture.collection
        image.save()
        make_topic(image=image)
    assert count_queries(lambda: client.get("/topics/")) == with_one


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
