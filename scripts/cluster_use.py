"""The portal's search engine in use on a cluster: readers and a writer that go on while nodes are lost."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.engines.elasticsearch_index import ElasticsearchIndex
    from search.exchange import SearchDocument

PAGES, ARTICLES = 400, 5
READERS = 2
# Three servers share one machine here; where each has its own, the two seconds of the default do.
SECONDS_FOR_AN_ANSWER = 5.0


def open_index(urls: list[str]) -> ElasticsearchIndex:
    """The portal's index with a copy on each of three nodes, filled with invented articles."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django  # noqa: PLC0415 - settings first

    django.setup()
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # each try at the lost node is a warning
    from search.engines.elasticsearch_connection import ElasticsearchConfig  # noqa: PLC0415
    from search.engines.elasticsearch_index import ElasticsearchIndex  # noqa: PLC0415

    config = ElasticsearchConfig(urls, prefix="trial", replicas=2, timeout=SECONDS_FOR_AN_ANSWER)
    index = ElasticsearchIndex(config)
    with index.rebuilding() as session:
        for page_id in range(1, PAGES + 1):
            session.add(_page(page_id))
    return index


def _page(page_id: int) -> list[SearchDocument]:
    from search.exchange import SearchDocument  # noqa: PLC0415

    return [
        SearchDocument(
            page_id=page_id,
            eid=f"art-{number}",
            kind="rule",
            title=f"选举工作规范之{page_id}（示例）",
            label=f"第{number}条",
            path="第一章 总则",
            text=f"选举纪律第{page_id}项，应当严格遵守。",
            url=f"/rules/{page_id}/art-{number}/",
            page_url=f"/rules/{page_id}/",
            access_key="public",
            order=number,
            leads=number == 1,
        )
        for number in range(1, ARTICLES + 1)
    ]


@dataclass
class Use:
    """Threads that ask and write until they are stopped, and what became of it."""

    index: ElasticsearchIndex
    asked: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    written_again: int = 0
    longest_write: float = 0.0
    _stop: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin to ask and to write."""
        work: list[Callable[[], None]] = [self._read] * READERS + [self._write]
        self._threads = [Thread(target=one, daemon=True) for one in work]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End what runs, each after the call it is in."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def lost(self) -> int:
        """The documents whose writing was confirmed and that are not in the index."""
        marks = {}
        after = 0
        while found := self.index.marks(after=after):
            marks.update(found)
            after = max(found)
        expected = {page_id: _page(page_id) for page_id in (*range(1, PAGES + 1), *self.written)}
        return sum(
            document.mark not in marks.get(page_id, ())
            for page_id, documents in expected.items()
            for document in documents
        )

    def report(self) -> str:
        """The figures in lines."""
        slow = sorted(self.asked)
        return (
            f"{len(self.asked)} answers, {len(self.failed)} failed, {len(self.wrong)} wrong; "
            f"p50 {slow[len(slow) // 2] * 1000:.0f} ms, slowest {slow[-1]:.2f} s\n"
            f"{len(self.written)} pages written, {self.written_again} tried again, the longest took "
            f"{self.longest_write:.1f} s; {self.lost()} documents lost"
        )

    def _read(self) -> None:
        from search.exchange import MAX_GUESSES, SearchQuery, SuggestQuery  # noqa: PLC0415
        from search.port import EngineUnavailableError  # noqa: PLC0415
        from search.queries import parse, parse_start  # noqa: PLC0415

        for number in count():
            if self._stop.is_set():
                return
            query = SearchQuery(parse("选举纪律" if number % 2 else "选举 天文"), ("public",), 20261124)
            start = SuggestQuery(parse_start("选举"), ("public",), 20261124)
            began = time.monotonic()
            try:
                total, kinds, offered = (
                    self.index.search(query).total,
                    self.index.facets(query)["kind"],
                    self.index.suggest(start),
                )
            except EngineUnavailableError as error:
                self.failed.append(str(error))
                continue
            self.asked.append(time.monotonic() - began)
            if total < min(MAX_GUESSES, PAGES * ARTICLES) or not kinds or len(offered) != start.limit:
                self.wrong.append(f"{total} {kinds} {len(offered)}")

    def _write(self) -> None:
        from search.port import EngineUnavailableError  # noqa: PLC0415

        for page_id in count(PAGES + 1):
            began = time.monotonic()
            while not self._stop.is_set():
                try:
                    self.index.replace_page(page_id, _page(page_id))
                except EngineUnavailableError:  # a job is run again until it is done
                    self.written_again += 1
                    continue
                self.written.append(page_id)
                self.longest_write = max(self.longest_write, time.monotonic() - began)
                break
            if self._stop.is_set():
                return
