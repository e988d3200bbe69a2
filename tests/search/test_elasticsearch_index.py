"""What only an engine on other machines has: lost connections, many writers, rebuilds beside writers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from search import matching
from search.engines import temporary_index
from search.engines.elasticsearch_connection import ElasticsearchConfig
from search.engines.elasticsearch_index import ElasticsearchIndex
from search.engines.elasticsearch_writing import Writer
from search.exchange import LookUp, SearchDocument, SearchQuery, SuggestQuery
from search.port import EngineUnavailableError, open_index
from search.queries import parse, parse_start
from tests.factories.index import indexed_pages
from tests.search.conftest import TODAY, make_document, places

pytestmark = pytest.mark.elasticsearch
QUERY = SearchQuery(parse("选举"), ("public",), TODAY)
Open = Callable[..., ElasticsearchIndex]


@pytest.fixture
def opened(elasticsearch_url: str, elasticsearch_prefix: str) -> Open:
    """Another client of the test's index, as another process has one."""

    def open_it(**changes: Any) -> ElasticsearchIndex:
        return ElasticsearchIndex(
            ElasticsearchConfig(
                **{"urls": [elasticsearch_url], "prefix": elasticsearch_prefix, "timeout": 30, **changes}
            )
        )

    return open_it


@pytest.fixture
def index(opened: Open) -> ElasticsearchIndex:
    return opened()


def wait_for(more: int, written: list[int], failures: list[BaseException]) -> None:
    enough = len(written) + more
    while len(written) < enough and not failures:
        time.sleep(0.01)


def page(page_id: int, count: int, text: str = "选举") -> list[SearchDocument]:
    return [make_document(page_id, number, text) for number in range(1, count + 1)]


# ---- rebuilds -------------------------------------------------------------------------


def test_change_during_a_rebuild_wins_over_what_the_rebuild_had_read(index: ElasticsearchIndex) -> None:
    for page_id in (1, 2, 3):
        index.replace_page(page_id, page(page_id, 3, "旧文"))
    with index.rebuilding() as session:
        read_before = [*page(1, 3, "旧文"), *page(2, 3, "旧文"), *page(3, 3, "旧文"), *page(6, 1)]
        index.replace_page(1, page(1, 1, "新文"))
        index.remove_page(2)
        index.replace_page(5, page(5, 2, "新文"))
        index.remove_page(6)  # was never in the index that answers
        session.add(read_before)
        assert indexed_pages(index) == {1, 3, 5}
    expected = {item.mark for item in (*page(1, 1, "新文"), *page(3, 3, "旧文"), *page(5, 2, "新文"))}
    assert {mark for own in index.marks().values() for mark in own} == expected
    assert (index.count(), index.health().documents) == (6, 6)


def break_off(
    index: ElasticsearchIndex,
    monkeypatch: pytest.MonkeyPatch,
    access_keys: dict[int, str],
    at_last: Callable[[], None] = lambda: None,
) -> None:
    """Withhold pages, but be killed, after ``at_last``, before the first document is deleted."""

    def die(*_arguments: Any, **_named: Any) -> None:
        at_last()
        raise EngineUnavailableError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "_take_out_of", die)
        with pytest.raises(EngineUnavailableError):
            index.withhold(access_keys)


def test_withheld_pages_are_in_no_answer_before_they_are_deleted(
    index: ElasticsearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 70_000):
        index.replace_page(number, [make_document(number, 1, "选举", leads=True), *page(number, 2)[1:]])
    seen: list[tuple[object, ...]] = []

    def ask() -> None:
        suggested = index.suggest(SuggestQuery(parse_start("基层选举"), ("public",), TODAY))
        pages = {document.page_id for document in suggested}
        counted = sum(count.count for count in index.facets(QUERY)["kind"])
        seen.append((index.count(), index.search(QUERY).total, index.totals([QUERY]), pages, counted))

    break_off(index, monkeypatch, dict.fromkeys(range(1, 70_000), ""), at_last=ask)
    assert seen == [(6, 2, (2,), {70_000}, 2)]
    assert index.search(QUERY).total == 2, "hidden until it is run again"
    index.withhold(dict.fromkeys(range(1, 70_000), ""))
    assert (index.count(), index.search(QUERY).total) == (2, 2)
    index.replace_page(1, page(1, 1))
    assert index.search(QUERY).total == 3, "published again, and found"


def test_what_one_job_hides_stays_hidden_when_another_is_through(
    index: ElasticsearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.replace_pages({number: page(number, 1) for number in (1, 2, 3)})

    break_off(index, monkeypatch, {1: ""})
    index.withhold({2: ""})
    assert (index.count(), index.search(QUERY).total) == (2, 1)
    index.withhold({1: ""})
    assert (index.count(), index.search(QUERY).total) == (1, 1)


def test_what_a_broken_off_withdrawal_hides_is_shown_when_the_index_is_compared(
    index: ElasticsearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.replace_page(1, page(1, 2))

    break_off(index, monkeypatch, {1: ""})
    assert index.search(QUERY).total == 0
    index.withhold({})  # as the comparison does when it is through
    assert index.search(QUERY).total == 2


def test_publications_all_through_rebuilds_are_neither_lost_nor_undone(opened: Open) -> None:
    published: dict[int, list[SearchDocument]] = {page_id: page(page_id, 2) for page_id in range(1, 31)}
    guard, stop = Lock(), Event()
    failures: list[BaseException] = []
    written: list[int] = []

    def publish() -> None:
        """As the lane of index jobs does: first the database, then the index with what is there now."""
        lot, writer = random.Random(3), opened()
        try:
            while not stop.is_set():
                page_id = lot.randint(1, 40)
                with guard:
                    own = page(page_id, lot.randint(0, 4), f"选举{lot.randint(1, 10**6)}")
                    published[page_id] = own
                writer.replace_page(page_id, own)
                written.append(page_id)
        except BaseException as error:
            failures.append(error)

    index = opened()
    writer = Thread(target=publish)
    writer.start()
    for _time in range(3):
        with index.rebuilding() as session:
            with guard:  # what a page was when it was read is written later
                read = [item for own in published.values() for item in own]
            wait_for(15, written, failures)
            session.add(read)
    stop.set()
    writer.join()
    assert failures == []
    expected = {
        page_id: tuple(sorted(item.mark for item in own)) for page_id, own in published.items() if own
    }
    assert index.marks() == expected


def test_reads_never_fail_or_empty_during_rebuilds(opened: Open) -> None:
    index = opened()
    documents = [make_document(page_id, 1, "选举纪律") for page_id in range(1, 40)]
    with index.rebuilding() as session:
        session.add(documents)
    stop, totals, failures = Event(), [], []

    def read() -> None:
        reader = opened()
        while not stop.is_set():
            try:
                totals.append(reader.search(QUERY).total)
            except EngineUnavailableError as error:
                failures.append(error)

    readers = [Thread(target=read) for _reader in range(2)]
    for reader in readers:
        reader.start()
    for _time in range(3):
        with index.rebuilding() as session:
            session.add(documents)
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(totals) > 20
    assert set(totals) == {39}


def test_rebuild_that_died_is_dropped_by_the_next(
    index: ElasticsearchIndex, elasticsearch_client: Elasticsearch, elasticsearch_prefix: str
) -> None:
    dead = index.rebuilding()
    dead.__enter__().add(page(1, 2))  # its process is killed here
    with index.rebuilding() as session:
        session.add(page(2, 2))
    assert indexed_pages(index) == {2}
    assert len(elasticsearch_client.indices.get(index=f"{elasticsearch_prefix}*")) == 1
    index.replace_page(3, page(3, 1))
    assert indexed_pages(index) == {2, 3}


def test_of_two_rebuilds_the_later_one_wins(index: ElasticsearchIndex) -> None:
    earlier = index.rebuilding()
    session = earlier.__enter__()
    with index.rebuilding() as other:
        other.add(page(2, 1))
        session.add(page(1, 1))
    with pytest.raises(EngineUnavailableError):
        earlier.__exit__(None, None, None)
    assert indexed_pages(index) == {2}


def test_former_index_stays_for_readers_until_the_next_rebuild(
    index: ElasticsearchIndex, elasticsearch_client: Elasticsearch, elasticsearch_prefix: str
) -> None:
    for _time in range(3):
        with index.rebuilding() as session:
            session.add(page(1, 1))
    assert len(elasticsearch_client.indices.get(index=f"{elasticsearch_prefix}*")) == 2


# ---- writers --------------------------------------------------------------------------


def test_page_is_seen_before_or_after_its_change_never_between(opened: Open) -> None:
    index = opened()
    index.replace_page(1, page(1, 40))
    stop, totals = Event(), set()

    def read() -> None:
        reader = opened()
        while not stop.is_set():
            totals.add(reader.search(QUERY).total)

    reader = Thread(target=read)
    reader.start()
    for _time in range(5):
        for count in (90, 40):
            index.replace_page(1, page(1, count))
    stop.set()
    reader.join()
    assert totals <= {40, 90}
    assert len(totals) == 2


def test_writers_that_come_first_at_once_make_one_index(
    opened: Open, elasticsearch_client: Elasticsearch, elasticsearch_prefix: str
) -> None:
    writers = [
        Thread(target=opened().replace_page, args=(page_id, page(page_id, 2))) for page_id in range(1, 5)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert opened().count() == 8
    assert len(elasticsearch_client.indices.get(index=f"{elasticsearch_prefix}*")) == 1


def test_index_in_parts_answers_like_a_whole_one(opened: Open) -> None:
    index = opened(shards=3)
    for page_id in range(1, 21):
        index.replace_page(page_id, page(page_id, 3))
    index.replace_page(5, page(5, 1))
    result = index.search(QUERY)
    assert (result.total, result.pages_total, index.count(), len(index.marks())) == (58, 20, 58, 20)
    assert {len(group.hits) for group in result.groups} <= {1, 3}
    with index.rebuilding() as session:
        session.add(page(1, 3))
        index.remove_page(1)
    assert index.count() == 0


def test_list_of_values_may_be_longer_than_an_index_takes(index: ElasticsearchIndex) -> None:
    index.replace_page(1, page(1, 1))
    keys = (*(f"r{number}" for number in range(70_000)), "public")
    assert places(index.search(SearchQuery(parse("选举"), keys, TODAY))) == [(1, "art-1")]
    assert matching.OneOf("access_key", keys).values[-1] == "public"


# ---- a cluster that is not there --------------------------------------------------------


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://localhost:1"])
def test_no_answer_is_one_exception(url: str) -> None:
    index = ElasticsearchIndex(ElasticsearchConfig([url], timeout=0.5))
    calls: list[Callable[[], object]] = [
        lambda: index.search(QUERY),
        lambda: index.best(QUERY, 5),
        lambda: index.facets(QUERY),
        lambda: index.suggest(SuggestQuery(parse_start("选"), ("public",), TODAY)),
        lambda: index.look_up(LookUp(("public",), names=("选规",))),
        index.count,
        index.marks,
        lambda: index.replace_page(1, page(1, 1)),
        lambda: index.remove_page(1),
        index.rebuilding().__enter__,
    ]
    for call in calls:
        with pytest.raises(EngineUnavailableError):
            call()
    assert not index.health().ok


def test_dead_node_is_passed_over(opened: Open, elasticsearch_url: str) -> None:
    opened().replace_page(1, page(1, 1))
    index = opened(urls=["http://127.0.0.1:9", elasticsearch_url])
    assert [index.search(QUERY).total for _time in range(4)] == [1, 1, 1, 1]


def test_index_of_another_shape_is_an_error_not_an_answer(
    index: ElasticsearchIndex, elasticsearch_client: Elasticsearch
) -> None:
    elasticsearch_client.indices.create(index=index._alias)
    with pytest.raises(EngineUnavailableError):
        index.replace_page(1, page(1, 1))
    elasticsearch_client.indices.close(index=index._alias)
    with pytest.raises(EngineUnavailableError):
        index.search(QUERY)
    assert not index.health().ok


def test_settings_lead_to_the_cluster(
    settings: Any, tmp_path: Any, elasticsearch_url: str, elasticsearch_client: Elasticsearch
) -> None:
    settings.SEARCH_ELASTICSEARCH = {"urls": [elasticsearch_url], "prefix": "test-of-settings", "timeout": 30}
    assert not open_index("elasticsearch", tmp_path).health().ok
    with temporary_index("elasticsearch") as index:
        index.replace_page(1, page(1, 1))
        assert index.count() == 1
        assert elasticsearch_client.indices.exists(index=index._alias)
    assert not elasticsearch_client.indices.exists(index=index._alias)
