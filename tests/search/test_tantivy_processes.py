"""Several processes on one index: writers take turns, a killed one harms nothing, readers follow."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

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


def test_change_during_a_rebuild_waits_and_is_in_the_new_index(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    index.replace_page(1, [make_document(1, 1, "选举")])
    writer = Thread(target=index.replace_page, args=(2, [make_document(2, 1, "选举")]))
    with index.rebuilding() as session:
        writer.start()
        session.add([make_document(1, 1, "选举")])
        writer.join(timeout=0.3)
        assert writer.is_alive()
    writer.join(timeout=30)
    assert indexed_pages(index) == frozenset({1, 2})
