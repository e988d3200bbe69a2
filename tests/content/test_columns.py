"""Columns: saved queries, keys, and what a stretch costs among many lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import BasePage, ColumnPage, Listing, NewsIndexPage
from content.selectors import columns
from tests.content.asking import count_queries, restrict, words_of
from tests.factories.content import make_list, make_policy, make_structure
from tests.factories.materials import make_column, make_material, make_news

pytestmark = pytest.mark.django_db
ANYBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def _structure() -> None:
    cache.clear()
    make_structure()


def fill(lines: int, start: int = 1000) -> NewsIndexPage:
    """A column of so many reports; the pages are written past the tree's own slow way."""
    column = NewsIndexPage.objects.get()
    model = make_news()
    pages = [
        BasePage(
            title=f"示例{n}",
            slug=f"n-{n}",
            path=f"{column.path}{n:04d}",
            depth=column.depth + 1,
            url_path=f"{column.url_path}n-{n}/",
            content_type=model.content_type,
            locale=model.locale,
            live=True,
            draft_title="",
        )
        for n in range(start, start + lines)
    ]
    made = BasePage.objects.bulk_create(pages, batch_size=500)
    first = dt.date(2000, 1, 1)
    Listing.objects.bulk_create(
        [
            Listing(
                page=page,
                column=column,
                kind="news",
                listed_on=first + dt.timedelta(days=place // 3),
                published_on=first,
                title=page.title,
                path=page.path,
                url_path=page.url_path,
                year=2000,
            )
            for place, page in enumerate(made)
        ],
        batch_size=500,
    )
    return column


def plan_of(call: Callable[[], Any]) -> str:
    """How SQLite answers the question of the lines that ``call`` asks."""
    with CaptureQueriesContext(connection) as queries:
        call()
    asked = next(entry["sql"] for entry in queries if 'FROM "content_listing"' in entry["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        return "\n".join(str(row[3]) for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plan of SQLite")
@pytest.mark.parametrize("before", ["", "2000-03-01-50"])
def test_stretch_is_read_along_an_index_without_sorting(before: str) -> None:
    column = fill(300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = plan_of(lambda: columns.list_children(column, user=ANYBODY, before=before))
    assert "listing_column" in plan
    assert "TEMP B-TREE" not in plan
    query = ColumnPage(kinds=["news"])
    plan = plan_of(lambda: columns.list_query(query, user=ANYBODY, before=before))
    assert "listing_kind" in plan
    assert "TEMP B-TREE" not in plan
    for without in ((), ("event", "topic")):
        plan = plan_of(lambda without=without: columns.list_latest_lines(user=ANYBODY, without=without))
        assert "listing_latest" in plan
        assert "TEMP B-TREE" not in plan
    plan = plan_of(lambda: columns.list_kind_lines("news", user=ANYBODY))
    assert "listing_kind" in plan
    assert "TEMP B-TREE" not in plan


def test_column_costs_the_same_among_many() -> None:
    fill(30)
    with_few = count_queries(lambda: words_of("/news/"))
    fill(3000, start=2000)
    assert count_queries(lambda: words_of("/news/")) == with_few
    assert count_queries(lambda: words_of("/news/?before=2001-01-01-99999")) == with_few


def test_saved_query_needs_every_condition() -> None:
    taught = make_list("严禁甲", "严禁乙")
    wanted = make_material(items=[(taught, 1), (taught, 2)])
    others = [make_material(items=[(taught, 2)]), make_news(), make_policy(), make_material()]
    column = make_column(kinds=["material"], query_list=taught, query_item=1, query_year=2026)
    words = words_of(column.url)
    assert words.count(f'href="{wanted.url}"') == 1
    assert not any(page.url in words for page in others)


def test_saved_query_by_tag_and_region() -> None:
    tagged = make_news(region="甲区")
    tagged.tags.add("村居换届")
    tagged.save_revision().publish()
    elsewhere = make_news(region="乙区")
    elsewhere.tags.add("村居换届")
    elsewhere.save_revision().publish()
    by_tag = words_of(make_column(query_tag="村居换届").url)
    assert tagged.url in by_tag
    assert elsewhere.url in by_tag
    by_both = words_of(make_column(query_tag="村居换届", query_region="甲区").url)
    assert tagged.url in by_both
    assert elsewhere.url not in by_both


def test_item_of_a_list_lists_a_page_once() -> None:
    taught = make_list("严禁甲", "严禁乙")
    page = make_material(items=[(taught, 1), (taught, 2)])
    assert words_of(make_column(query_list=taught).url).count(f'href="{page.url}"') == 1


def test_query_without_conditions_lists_everything_of_any_kind() -> None:
    pages = [make_material(), make_news(), make_policy()]
    words = words_of(make_column().url)
    assert all(page.url in words for page in pages)


def test_keys_lead_through_a_column_once_and_completely() -> None:
    column = fill(70)
    seen: list[int] = []
    before = ""
    while True:
        part = columns.list_children(column, user=ANYBODY, before=before)
        seen += [line.page_id for line in part.lines]
        if not part.next_key:
            break
        before = part.next_key
    expected = Listing.objects.filter(column=column).order_by("-listed_on", "-page_id")
    assert seen == list(expected.values_list("page_id", flat=True))


@pytest.mark.parametrize("address", ["/news/", "/materials/", "/policies/"])
def test_column_shows_nothing_hidden(address: str) -> None:
    for page in (make_news("金丝雀"), make_material("金丝雀"), make_policy("金丝雀")):
        restrict(page)
    assert "金丝雀" not in words_of(address) + words_of(make_column().url)
