"""Links to pages inside formatted text: what they say of a closed page, and where they lead."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from content.models import BasePage, NewsPage
from tests.content.asking import restrict, words_of
from tests.factories.accounts import make_user
from tests.factories.content import make_policy, make_structure
from tests.factories.materials import make_news

pytestmark = pytest.mark.django_db
SLUG = "canary-notice"


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(make_user(Role.READER), backend="accounts.backends.StaffNumberOrPhoneBackend")
    return client


def make_linking(page: BasePage) -> NewsPage:
    """News whose text links to a page."""
    return make_news(body=f'<p>见<a linktype="page" id="{page.pk}">有关通知</a>。</p>')


def test_public_page_is_linked_by_its_address() -> None:
    target = make_policy(slug=SLUG)
    assert f'<a href="{target.url}">有关通知</a>' in words_of(make_linking(target).url)


def test_closed_page_is_linked_by_its_number_alone() -> None:
    target = make_policy(slug=SLUG)
    restrict(target)
    words = words_of(make_linking(target).url)
    assert f'<a href="/to/{target.pk}/" rel="nofollow">有关通知</a>' in words
    assert SLUG not in words


def test_page_that_is_not_published_is_no_link() -> None:
    target = make_policy(slug=SLUG, publish=False)
    words = words_of(make_linking(target).url)
    assert "<a>有关通知</a>" in words
    assert SLUG not in words


def test_who_may_read_is_led_on_and_nobody_else(reader: Client) -> None:
    target = make_policy(slug=SLUG)
    restrict(target)
    draft = make_policy(publish=False)
    assert reader.get(f"/to/{target.pk}/")["Location"] == target.url
    assert reader.get(f"/to/{draft.pk}/").status_code == 404
    assert reader.get("/to/9999999/").status_code == 404


def test_visitors_cannot_tell_a_closed_page_from_none() -> None:
    target = make_policy(slug=SLUG)
    restrict(target)
    for number in (target.pk, 9999999, make_policy(publish=False).pk):
        answer = Client().get(f"/to/{number}/")
        assert answer.status_code == 302
        assert answer["Location"] == f"/accounts/sign-in/?next=/to/{number}/"
        assert "no-store" in answer["Cache-Control"]
