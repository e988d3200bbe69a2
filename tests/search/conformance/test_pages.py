"""Answers page by page, gathered by document; the same on every engine."""

from __future__ import annotations

from collections.abc import Callable

from search.enums import Sort
from search.exchange import MAX_GUESSES, SearchQuery, SearchResult
from search.port import SearchIndex
from search.queries import parse
from tests.search.conftest import TODAY, make_document

Search = Callable[..., SearchResult]
Counts = Callable[..., dict[str, dict[str, int]]]


def test_hits_stand_by_document_with_three_quotes_and_the_rest_counted(
    index: SearchIndex, search: Search
) -> None:
    index.replace_page(1, [make_document(1, n, "选举" * n) for n in range(1, 9)])
    (group,) = search("选举").groups
    assert (len(group.hits), group.total, group.more) == (3, 8, 5)
    scores = [hit.score for hit in group.hits]
    assert scores == sorted(scores, reverse=True)


def test_pages_of_results_hold_every_document_once(index: SearchIndex, search: Search) -> None:
    for page_id in range(1, 26):
        index.replace_page(page_id, [make_document(page_id, n, "选举") for n in (1, 2)])
    seen = [group.document.page_id for number in (1, 2, 3) for group in search("选举", page=number).groups]
    assert sorted(seen) == list(range(1, 26))
    assert search("选举", page=99).page == 3


def test_equal_scores_stand_in_one_order_over_all_pages(index: SearchIndex, search: Search) -> None:
    with index.rebuilding() as session:
        session.add(make_document(page_id, 1, "选举") for page_id in range(1, 61))
    orders = []
    for per_page in (7, 10, 60):
        pages = range(1, -(-60 // per_page) + 1)
        shown = [search("选举", page=number, per_page=per_page).groups for number in pages]
        orders.append([group.document.page_id for groups in shown for group in groups])
    assert sorted(orders[0]) == list(range(1, 61))
    assert orders[0] == orders[1] == orders[2]


def test_paging_ends_after_a_thousand_documents(index: SearchIndex, search: Search) -> None:
    with index.rebuilding() as session:
        session.add(make_document(page_id, n, "选举") for page_id in range(1, 1_101) for n in (1, 2))
    first, last = search("选举"), search("选举", page=100)
    assert (first.total, first.pages_total) == (2_200, 1_000)
    assert (last.page, len(last.groups), last.pages_total) == (100, 10, 1_000)
    assert search("选举", page=500).page == 100
    assert {group.total for group in last.groups} == {2}


def test_guesses_are_bounded(index: SearchIndex, search: Search) -> None:
    with index.rebuilding() as session:
        session.add(make_document(page_id, 1, "选民登记") for page_id in range(1, 2 * MAX_GUESSES))
    result = search("登记 量子", page=999)
    assert (result.total, result.pages_total) == (MAX_GUESSES, MAX_GUESSES)
    assert result.page == MAX_GUESSES // 10
    assert len(result.groups) == 10


def test_sorted_by_day_pages_stand_by_day_and_quotes_by_score(index: SearchIndex, search: Search) -> None:
    for page_id, day in ((1, 20240101), (2, 20260101), (3, 20250101), (4, 0)):
        index.replace_page(
            page_id,
            [
                make_document(page_id, 1, "选举与其他事项的规定", published_on=day),
                make_document(page_id, 2, "选举选举", published_on=day),
            ],
        )
    for sort, order in ((Sort.NEWEST, [2, 3, 1, 4]), (Sort.OLDEST, [4, 1, 3, 2])):
        groups = search("选举", sort=sort).groups
        assert [group.document.page_id for group in groups] == order
        assert {group.document.eid for group in groups} == {"art-2"}
        assert [group.document.page_id for group in search("选举", sort=sort, per_page=3, page=2).groups] == [
            order[3]
        ]
        query = SearchQuery(parse("选举"), ("public",), TODAY, sort=sort)
        assert [hit.document.page_id for hit in index.best(query, 8)][::2] == order
        assert [group.document.page_id for group in search("选举 量子", sort=sort).groups] == order
        guess = SearchQuery(parse("选举 量子"), ("public",), TODAY, sort=sort)
        assert [hit.document.page_id for hit in index.best(guess, 8)][::2] == order
        assert [hit.document.page_id for hit in index.best(guess, 1)] == order[:1]


def test_quotes_are_as_many_as_asked_for(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, n, "选举") for n in range(1, 9)])
    (group,) = search("选举", quotes=5).groups
    assert (len(group.hits), group.more) == (5, 3)
