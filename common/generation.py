"""A mark that changes with every change a reader could see, and what may be kept until then.

Pages, menus and restrictions are kept in the memory of each process. All of it is valid for one *generation*:
a random mark in one row of the database. Whatever changes something public gives it a new mark **in the same
transaction** (``bump``), and every request reads the mark before it uses anything kept. So all processes see
a change from its commit on, without messages between them, and a process that dies cannot forget to say it.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection, transaction

from common import memo
from common.models import ContentGeneration

T = TypeVar("T")

MOST_VALUES = 4096
_ROW = 1
_MEMO_KEY = "common.generation"
_MISSING = object()


class _Seen(threading.local):
    """The mark as this thread's connection last read it, and the database's own count of commits then."""

    handle: Any = None
    commits: int = -1
    mark: str | None = None


_seen = _Seen()
_kept: tuple[str, dict[Hashable, Any]] = ("", {})


def current() -> str | None:
    """The mark that holds now; one for the whole request. At most one query, on SQLite mostly none.

    Returns:
        None inside a transaction: what is not committed must neither be kept nor be judged by what is kept.
    """
    if connection.in_atomic_block:
        return None
    return memo.remember(_MEMO_KEY, _read)


def bump() -> None:
    """Make everything kept invalid, in every process, from the commit of this transaction on."""
    memo.forget()
    _seen.mark = None
    if not connection.in_atomic_block:
        _write()
    elif not any(entry[1] is _after_commit for entry in connection.run_on_commit):
        # Django drops the entry when the savepoint it stands in is rolled back, and the new mark with it.
        _write()
        transaction.on_commit(_after_commit, robust=True)


def keep(key: Hashable, compute: Callable[[], T]) -> T:
    """The value of ``key``, computed once per process and generation; it must be immutable.

    Inside a transaction it is remembered for the request only.
    """
    mark = current()
    if mark is None:
        return memo.remember(key, compute)
    values = _values_of(mark)
    # Looked up once and returned from here: another thread may empty it at any moment.
    value: Any = values.get(key, _MISSING)
    if value is _MISSING:
        value = compute()
        if len(values) >= MOST_VALUES:
            values.clear()
        values[key] = value
    result: T = value
    return result


def forget_kept() -> None:
    """Drop what this process keeps (tests; the database was replaced)."""
    global _kept
    _kept = ("", {})
    _seen.mark = None
    memo.forget()


def _values_of(mark: str) -> dict[Hashable, Any]:
    global _kept
    kept = _kept
    if kept[0] != mark:
        kept = _kept = (mark, {})
    return kept[1]


def _after_commit() -> None:
    _seen.mark = None


def _write() -> None:
    mark = secrets.token_hex(8)
    if not ContentGeneration.objects.filter(pk=_ROW).update(mark=mark):
        ContentGeneration.objects.create(pk=_ROW, mark=mark)


def _read() -> str:
    commits = _commits()
    handle = connection.connection
    if _seen.mark is None or _seen.handle is not handle or commits is None or commits != _seen.commits:
        # The count was taken first: a commit in between makes the next request read again.
        _seen.mark = ContentGeneration.objects.filter(pk=_ROW).values_list("mark", flat=True).first() or ""
        _seen.handle, _seen.commits = connection.connection, -1 if commits is None else commits
    return _seen.mark


def _commits() -> int | None:
    """A number that changes when another connection commits; None where the database has none.

    It is SQLite's ``data_version``, read in microseconds past Django's cursors; it does not count commits of
    the own connection, which ``bump`` takes care of.
    """
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    row = connection.connection.execute("PRAGMA data_version").fetchone()
    return int(row[0])
