"""Where kept answers lie: in the memory of each process, bounded, and in Redis where there is one."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache.backends.base import BaseCache

MOST_BYTES = 16 * 1024 * 1024
MOST_PAGES = 1_000
MOST_REFUSED = 1_000
LONGEST_WAIT = 10.0  # seconds behind somebody who makes the same page; then it is made twice
SHARED_SECONDS = 3_600
_PAUSE = 0.02

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer as it left the view, with everything sent along."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    @property
    def size(self) -> int:
        """Bytes it takes, headers counted by a fixed sum."""
        return len(self.body) + 1_000


class PageStore:
    """Kept answers of one generation, the least used dropped first; safe between threads."""

    def __init__(self, shared: BaseCache | None = None) -> None:
        self._shared = shared
        self._lock = threading.Lock()
        self._mark = ""
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._refused: OrderedDict[Key, None] = OrderedDict()
        self._bytes = 0
        self._flights: dict[Key, tuple[threading.Lock, int]] = {}

    def get(self, mark: str, key: Key) -> KeptPage | None:
        """The answer kept for ``key`` in this generation."""
        with self._lock:
            self._turn_to(mark)
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        if page is None and self._shared is not None:
            page = self._shared.get(_name(mark, key))
            if page is not None:
                self._keep(mark, key, page)
        return page

    def put(self, mark: str, key: Key, page: KeptPage) -> None:
        """Keep an answer made in this generation."""
        self._keep(mark, key, page)
        if self._shared is not None:
            self._shared.set(_name(mark, key), page, SHARED_SECONDS)

    def refuse(self, mark: str, key: Key) -> None:
        """Remember that answers of this address are not kept, so that nobody waits for one."""
        with self._lock:
            self._turn_to(mark)
            self._refused[key] = None
            while len(self._refused) > MOST_REFUSED:
                self._refused.popitem(last=False)

    def is_refused(self, mark: str, key: Key) -> bool:
        """Whether an answer of this address was found not to be kept."""
        with self._lock:
            self._turn_to(mark)
            return key in self._refused

    @contextmanager
    def flight(self, mark: str, key: Key) -> Iterator[None]:
        """Let one make the answer; others wait until it is there, or for some seconds."""
        lock = self._enter(key)
        got = lock.acquire(timeout=LONGEST_WAIT)
        try:
            with self._shared_flight(mark, key):
                yield
        finally:
            if got:
                lock.release()
            self._leave(key)

    def clear(self) -> None:
        """Drop everything this process keeps."""
        with self._lock:
            self._turn_to("")

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def bytes(self) -> int:
        """What the kept answers take."""
        return self._bytes

    def _keep(self, mark: str, key: Key, page: KeptPage) -> None:
        with self._lock:
            if mark != self._mark:
                return  # made before the last change
            former = self._pages.pop(key, None)
            self._bytes += page.size - (former.size if former else 0)
            self._pages[key] = page
            while self._bytes > MOST_BYTES or len(self._pages) > MOST_PAGES:
                _key, dropped = self._pages.popitem(last=False)
                self._bytes -= dropped.size

    def _turn_to(self, mark: str) -> None:
        if mark != self._mark:
            self._mark, self._bytes = mark, 0
            self._pages.clear()
            self._refused.clear()

    def _enter(self, key: Key) -> threading.Lock:
        with self._lock:
            lock, waiting = self._flights.get(key, (threading.Lock(), 0))
            self._flights[key] = (lock, waiting + 1)
            return lock

    def _leave(self, key: Key) -> None:
        with self._lock:
            lock, waiting = self._flights[key]
            if waiting == 1:
                del self._flights[key]
            else:
                self._flights[key] = (lock, waiting - 1)

    @contextmanager
    def _shared_flight(self, mark: str, key: Key) -> Iterator[None]:
        """The same between the processes that share a cache."""
        if self._shared is None:
            yield
            return
        name = f"{_name(mark, key)}:made"
        deadline = time.monotonic() + LONGEST_WAIT
        while not (leads := self._shared.add(name, 1, LONGEST_WAIT)) and time.monotonic() < deadline:
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            if leads:
                self._shared.delete(name)


def _name(mark: str, key: Key) -> str:
    digest = hashlib.sha256("\n".join((mark, *key)).encode()).hexdigest()
    return f"page:{digest}"
