"""The admin finds pages by any word of a Chinese title."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from modelsearch.query import Phrase
from wagtail.search.backends import get_search_backend

from accounts.models import User
from content.models import BasePage, RuleIndexPage
from tasks.relay import run_due_jobs

pytestmark = pytest.mark.django_db
TITLES = ["示例市换届纪律监督检查办法", "关于严禁拉票贿选的通知（示例）", "基层选举工作规范 ABC123"]
NASTY = ['"', "'", "　", "\x00", "\x1f", "\x85", "九严禁\x00", "选举\"", "“", "%s %", "\\", "*",
         "NOT", "选 OR 举", "(", "🙂", "\u202e", "𬺰", "-", "：", "选" * 10_000]  # fmt: skip


@pytest.fixture
def pages() -> list[BasePage]:
    """Three pages, in the admin's index by way of the outbox."""
    root = BasePage.get_first_root_node() or BasePage.add_root(title="根", slug="root")
    added = [
        root.add_child(instance=RuleIndexPage(title=title, slug=f"p{n}")) for n, title in enumerate(TITLES)
    ]
    run_due_jobs()
    return added


def test_backend_is_ours() -> None:
    assert type(get_search_backend()).__module__ == f"search.wagtail_backends.{connection.vendor}"


@pytest.mark.parametrize("method", ["search", "autocomplete"])
def test_page_is_found_by_every_two_characters_of_its_title(method: str, pages: list[BasePage]) -> None:
    for page, title in zip(pages, TITLES, strict=True):
        words = [
            title[at : at + 2]
            for at in range(len(title) - 1)
            if title[at : at + 2].isalpha() and not title[at].isascii()
        ]
        missed = [
            word
            for word in words
            if page.pk not in {found.pk for found in getattr(BasePage.objects.all(), method)(word)}
        ]
        assert missed == []


def test_page_is_found_by_one_character_and_by_a_latin_beginning(pages: list[BasePage]) -> None:
    assert {page.pk for page in BasePage.objects.all().autocomplete("贿")} == {pages[1].pk}
    assert {page.pk for page in BasePage.objects.all().autocomplete("abc")} == {pages[2].pk}
    assert {page.pk for page in BasePage.objects.all().search("贿选 拉票")} == {pages[1].pk}


def test_words_not_in_the_title_find_nothing(pages: list[BasePage]) -> None:
    assert list(BasePage.objects.all().search("纪律 拉票")) == []
    assert list(BasePage.objects.all().search("买官")) == []


def test_phrase_stands_together(pages: list[BasePage]) -> None:
    assert [page.pk for page in BasePage.objects.all().search(Phrase("拉票贿选"))] == [pages[1].pk]
    assert list(BasePage.objects.all().search(Phrase("拉票通知"))) == []


def test_search_in_the_title_field_alone(pages: list[BasePage]) -> None:
    assert [page.pk for page in BasePage.objects.all().search("贿选", fields=["title"])] == [pages[1].pk]


def test_changed_title_is_found_and_the_old_one_is_not(pages: list[BasePage]) -> None:
    pages[0].title = "示例市干部选拔办法"
    pages[0].save()
    run_due_jobs()
    assert [page.pk for page in BasePage.objects.all().search("选拔")] == [pages[0].pk]
    assert list(BasePage.objects.all().search("换届")) == []


@pytest.mark.parametrize("method", ["search", "autocomplete"])
@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_any_string_is_answered(method: str, typed: str, pages: list[BasePage]) -> None:
    results = getattr(BasePage.objects.all(), method)(typed)
    assert len(list(results)) == results.count()


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(
        User.objects.create_superuser(staff_number="A0001", name="示例管理员", password="示例口令-1234567")
    )
    return client


def test_admin_search_page_and_chooser_find_a_chinese_word(admin: Client, pages: list[BasePage]) -> None:
    for address in (reverse("wagtailadmin_pages:search"), reverse("wagtailadmin_choose_page_search")):
        answer = admin.get(address, {"q": "贿选"})
        assert answer.status_code == 200
        assert TITLES[1] in answer.content.decode()


@pytest.mark.parametrize("typed", NASTY[:-1], ids=range(len(NASTY) - 1))
def test_admin_search_answers_any_string(typed: str, admin: Client, pages: list[BasePage]) -> None:
    for address in (reverse("wagtailadmin_pages:search"), reverse("wagtailadmin_choose_page_search")):
        assert admin.get(address, {"q": typed}).status_code == 200
