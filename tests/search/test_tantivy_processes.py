"""Several processes on one index: writers take turns, a killed one harms nothing, readers follow."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from search.engines.tantivy_index import TantivyIndex
from search.exchange import SearchQuery
from search.queries import parse
from tests.factories.index import indexed_pages
from tests.search.conftest import TODAY, make_document

WRITER = Path(__file__).with_name("writer.py")
QUERY = SearchQuery(parse("选举"), ("public",), TODAY)


def start_writer(directory: Path, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), str(directory), str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    writers = [start_writer(tmp_path, first, first + 19) for first in (1, 101)]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    index = TantivyIndex(tmp_path)
    assert indexed_pages(index) == frozenset({*range(1, 21), *range(101, 121)})
    assert index.count() == 120


def test_open_reader_sees_what_another_process_commits(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.replace_page(500, [make_document(500, 1, "选举")])
    assert index.search(QUERY).total == 1
    assert start_writer(tmp_path, 1, 2).wait(timeout=60) == 0
    assert index.search(QUERY).total == 7


def test_killed_writer_leaves_a_readable_index_and_a_free_lock(tmp_path: Path) -> None:
    for round_number in range(3):
        writer = start_writer(tmp_path, 1 + round_number * 1000, 999 + round_number * 1000)
        assert writer.stdout is not None
        committed = [int(writer.stdout.readline()) for _page in range(5)]
        time.sleep(0.003 * round_number)
        writer.kill()
        committed += [int(line) for line in writer.stdout.read().split()]
        writer.wait(timeout=30)
        index = TantivyIndex(tmp_path)
        assert index.health().ok
        assert frozenset(committed) <= indexed_pages(index)
        assert index.count() == 3 * len(indexed_pages(index)) - 2 * (500_000 in indexed_pages(index))
        index.replace_page(500_000, [make_document(500_000, 1, "选举")])
        assert 500_000 in indexed_pages(index)


def test_reads_never_fail_or_empty_during_rebuilds(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    documents = [make_document(page_id, 1, "选举纪律") for page_id in range(1, 40)]
    with index.rebuilding() as session:
        session.add(documents)
    stop, totals = Event(), []

    def read() -> None:
        reader = TantivyIndex(tmp_path)
        while not stop.is_set():
            totals.append(reader.search(QUERY).total)

    readers = [Thread(target=read) for _reader in range(2)]
    for reader in readers:
        reader.start()
    for _time in range(8):
        with index.rebuilding() as session:
            session.add(documents)
    stop.set()
    for reader in readers:
        reader.join()
    assert len(totals) > 20
    assert set(totals) == {39}


def test_change_during_a_rebuild_is_seen_at_once_and_in_the_new_index(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    first = [make_document(page_id, 1, "选举") for page_id in (1, 2, 3)]
    index.replace_pages({document.page_id: [document] for document in first})
    with index.rebuilding() as session:
        session.add(first)
        index.replace_page(4, [make_document(4, 1, "选举")])
        index.remove_page(2)
        index.replace_page(3, [make_document(3, 1, "纪律")])
        assert indexed_pages(index) == frozenset({1, 3, 4})
    assert indexed_pages(index) == frozenset({1, 3, 4})
    changed = index.search(SearchQuery(parse("纪律"), ("public",), TODAY))
    assert [group.document.page_id for group in changed.groups] == [3]


def test_changes_during_the_very_first_build_are_in_it(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    with index.rebuilding() as session:
        session.add([make_document(1, 1, "选举")])
        index.remove_page(1)
        index.replace_page(2, [make_document(2, 1, "选举")])
    assert indexed_pages(index) == frozenset({2})


def test_half_a_line_of_a_killed_writer_loses_no_other_change(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.replace_page(1, [make_document(1, 1, "选举")])
    with index.rebuilding():
        (journal_of(tmp_path)).write_text('{"7": [{"page_i')
        index.replace_page(2, [make_document(2, 1, "选举")])
    assert indexed_pages(index) == frozenset({2})


def journal_of(directory: Path) -> Path:
    return next(directory.iterdir()) / "journal"


def half_built(directory: Path) -> list[Path]:
    return list(directory.glob("*/building-*"))


@pytest.mark.parametrize("next_start", ["write", "rebuild"])
def test_what_a_killed_rebuild_left_is_dropped_at_the_next_start(tmp_path: Path, next_start: str) -> None:
    index = TantivyIndex(tmp_path)
    index.replace_page(1, [make_document(1, 1, "选举")])
    command = [sys.executable, str(WRITER), str(tmp_path), "1", "1000000", "--rebuild"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout is not None
        builder.stdout.readline()
        assert half_built(tmp_path)
        index.replace_page(2, [make_document(2, 1, "选举")])
        assert half_built(tmp_path)  # somebody is still building there
        builder.kill()
    assert half_built(tmp_path)
    if next_start == "write":
        index.replace_page(3, [make_document(3, 1, "选举")])
    else:
        with index.rebuilding() as session:
            session.add([make_document(page_id, 1, "选举") for page_id in (1, 2, 3)])
    assert half_built(tmp_path) == []
    assert len(list(tmp_path.glob("*/generation-*"))) <= 2
    assert not journal_of(tmp_path).exists() or next_start == "write"
    assert indexed_pages(index) == frozenset({1, 2, 3})
