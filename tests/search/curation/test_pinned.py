"""推荐: on top of one query, for those who may read it, and nothing of what people ask is kept."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion

from accounts.models import User
from search.selectors.pinned import pinned_for
from tests.content.asking import count_queries, restrict
from tests.search.curation.conftest import Rules

pytestmark = pytest.mark.django_db


def pin(typed: str, *pages: object) -> None:
    query = Query.get(typed)
    for place, page in enumerate(pages):
        SearchPromotion.objects.create(query=query, page=page, sort_order=place, description=f"说明{place}")


def titles(typed: str, user: object = None) -> list[str]:
    return [pinned.title for pinned in pinned_for(typed, user or AnonymousUser())]


@pytest.mark.parametrize("typed", ["换届 ABC", "  换届　ａｂｃ ", "换\u200b届 abc", "“换届” abc"])
def test_the_same_query_however_typed_has_its_recommendations_in_order(typed: str, rules: Rules) -> None:
    pin("换届 ABC", rules.canvassing, rules.bribery)
    assert titles(typed) == [rules.canvassing.title, rules.bribery.title]


@pytest.mark.parametrize("typed", ["", "换届", "换届 abcd", "\ud800"])
def test_another_query_has_none(typed: str, rules: Rules) -> None:
    pin("换届 ABC", rules.canvassing)
    assert titles(typed) == []


def test_only_who_may_read_it_is_shown_a_page(rules: Rules, outsider: User) -> None:
    pin("换届", rules.canvassing, rules.bribery)
    restrict(rules.canvassing)
    assert titles("换届") == [rules.bribery.title]
    assert titles("换届", outsider) == [rules.canvassing.title, rules.bribery.title]
    rules.bribery.get_parent().specific.unpublish()
    assert titles("换届", outsider) == [rules.canvassing.title]


def test_queries_do_not_grow_with_the_list(rules: Rules) -> None:
    pin("一", rules.bribery)
    pin("二", rules.bribery, rules.canvassing, rules.bribery.get_parent())
    one = count_queries(lambda: titles("一"))
    assert one == count_queries(lambda: titles("二"))


def test_result_page_shows_them_first_and_only_on_the_first_screenful(rules: Rules) -> None:
    pin("拉票", rules.bribery)
    page = Client().get("/search/", {"q": "拉票"}).content.decode()
    assert page.index("说明0") < page.index("示例<mark>拉票</mark>规定")
    assert "说明0" not in Client().get("/search/", {"q": "拉票", "page": 2}).content.decode()


def test_a_link_outside_is_shown_with_its_words() -> None:
    SearchPromotion.objects.create(
        query=Query.get("举报"), external_link_url="https://example.org/", external_link_text="示例举报平台"
    )
    (pinned,) = pinned_for("举报", AnonymousUser())
    assert (pinned.title, pinned.url, pinned.page_id) == ("示例举报平台", "https://example.org/", None)


def test_searching_keeps_no_trace_of_the_words(rules: Rules) -> None:
    Client().get("/search/", {"q": "没有人要知道"})
    assert not Query.objects.exists()
    assert not QueryDailyHits.objects.exists()
