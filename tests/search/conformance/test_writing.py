"""What writing does to readers; the same on every engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search.exchange import (
    DocumentMark,
    SearchResult,
)
from search.port import EngineUnavailableError, SearchIndex
from tests.factories.index import indexed_pages
from tests.search.conftest import make_document, places

Search = Callable[..., SearchResult]
Counts = Callable[..., dict[str, dict[str, int]]]


def test_indexing_twice_does_not_double(index: SearchIndex, search: Search) -> None:
    for _time in range(3):
        index.replace_page(1, [make_document(1, n, "选举") for n in (1, 2)])
    assert (index.count(), search("选举").total) == (2, 2)


def test_replacing_and_removing_leave_other_pages_alone(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "旧文字")])
    index.replace_page(11, [make_document(11, 1, "别的")])
    index.replace_page(1, [make_document(1, 2, "新文字")])
    assert places(search("旧文")) == []
    assert places(search("新文")) == [(1, "art-2")]
    index.remove_page(1)
    index.remove_page(999)
    assert indexed_pages(index) == frozenset({11})


def test_missing_index_answers_empty(index: SearchIndex, search: Search) -> None:
    with pytest.raises(EngineUnavailableError):
        search("选举")
    assert (index.count(), indexed_pages(index), index.health().ok) == (0, frozenset(), False)


def test_failed_rebuild_leaves_the_old_index(index: SearchIndex, search: Search) -> None:
    def rebuild_half() -> None:
        with index.rebuilding() as session:
            session.add([make_document(2, 1, "选举")])
            raise RuntimeError("half way")

    index.replace_page(1, [make_document(1, 1, "选举")])
    with pytest.raises(RuntimeError, match="half way"):
        rebuild_half()
    assert places(search("选举")) == [(1, "art-1")]


def test_marks_are_given_page_by_page_and_tell_states_apart(index: SearchIndex) -> None:
    documents = {page_id: [make_document(page_id, n, "选举") for n in (1, 2)] for page_id in (3, 9, 400)}
    for page_id, own in documents.items():
        index.replace_page(page_id, own)
    expected = {page_id: tuple(sorted(item.mark for item in own)) for page_id, own in documents.items()}
    assert index.marks() == expected
    assert list(index.marks(limit=2)) == [3, 9]
    assert index.marks(after=3, limit=1) == {9: expected[9]}
    assert index.marks(after=400) == {}
    index.replace_page(9, [make_document(9, 1, "选举", access_key="r3"), documents[9][1]])
    closed = DocumentMark(expected[9][0].version, make_document(9, access_key="r3").mark.access)
    assert closed.version in {mark.version for mark in index.marks()[9]}
    assert index.marks()[9] != expected[9]


def test_rebuilt_index_holds_what_was_added_and_nothing_else(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, 1, "选举")])
    with index.rebuilding() as session:
        session.add([make_document(2, 1, "选举"), make_document(2, 2, "选举")])
        assert places(search("选举")) == [(1, "art-1")]
        session.add(iter([make_document(3, 1, "选举")]))
    assert indexed_pages(index) == frozenset({2, 3})
    assert (index.count(), index.health().documents, index.health().ok) == (3, 3, True)
    assert index.health().bytes > 0
    with index.rebuilding():
        pass
    assert (index.count(), search("选举").total) == (0, 0)


def test_page_of_many_provisions_is_replaced_whole(index: SearchIndex, search: Search) -> None:
    index.replace_page(1, [make_document(1, n, "旧") for n in range(1, 1_300)])
    index.replace_page(1, [make_document(1, n, "新") for n in range(2, 40)])
    assert (index.count(), search("旧").total, search("新").total) == (38, 0, 38)


def test_only_what_stands_under_another_key_is_withheld(index: SearchIndex, search: Search) -> None:
    index.replace_pages(
        {page_id: [make_document(page_id, n, "选举") for n in (1, 2)] for page_id in (1, 2, 3)}
    )
    index.replace_page(4, [make_document(4, 1, "选举", access_key="r4")])
    index.withhold({})
    index.withhold({1: "r4", 2: "", 4: "r4", 99: "r4"})
    assert indexed_pages(index) == {3, 4}
    assert search("选举").total == 2


def test_a_column_of_any_size_is_withheld_until_its_pages_are_written_anew(
    index: SearchIndex, search: Search
) -> None:
    index.replace_pages({page_id: [make_document(page_id, 1, "选举")] for page_id in (1, 35_000, 70_000)})
    index.withhold(dict.fromkeys(range(1, 70_000), "r4"))
    assert (search("选举").total, search("选举", "public", "r4").total) == (1, 1)
    index.replace_pages(
        {page_id: [make_document(page_id, 1, "选举", access_key="r4")] for page_id in (1, 35_000)}
    )
    assert (search("选举").total, search("选举", "public", "r4").total) == (1, 3)


def test_what_is_withheld_during_a_rebuild_is_not_in_the_new_index(index: SearchIndex) -> None:
    index.replace_pages({page_id: [make_document(page_id, 1, "选举")] for page_id in (1, 2)})
    with index.rebuilding() as session:
        session.add([make_document(page_id, 1, "选举") for page_id in (1, 2)])
        index.withhold({1: "r4"})
        assert indexed_pages(index) == {2}
    assert indexed_pages(index) == {2}


def test_many_pages_are_replaced_together_and_those_without_documents_taken_out(index: SearchIndex) -> None:
    index.replace_page(1, [make_document(1, 1, "旧文字")])
    index.replace_page(2, [make_document(2, 1, "旧文字")])
    index.replace_pages({1: [make_document(1, 1, "新文字")], 2: (), 3: [make_document(3, 1, "新文字")]})
    index.replace_pages({})
    assert index.marks().keys() == {1, 3}
    assert index.marks()[1] == (make_document(1, 1, "新文字").mark,)
