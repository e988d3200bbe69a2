"""Transactional tests end with the database the migrations made, not with an empty one.

Django's own flush would take the root page, the workflow and the groups with it, and the triggers of
append-only tables forbid it. A copy of the fresh database is kept and copied back: in memory for SQLite, as a
database of its own for PostgreSQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase


def restore_after_transactional_tests() -> None:
    """Keep a copy of the database as it is now; every transactional test will leave it behind again."""
    copy_back = _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql()

    def restore(_self: Any) -> None:
        copy_back()
        ContentType.objects.clear_cache()
        cache.clear()

    TransactionTestCase._fixture_teardown = restore  # type: ignore[method-assign]


def _of_sqlite() -> Callable[[], None]:
    connection.ensure_connection()
    fresh = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(fresh)

    def copy_back() -> None:
        connection.ensure_connection()
        fresh.backup(connection.connection)

    return copy_back


def _of_postgresql() -> Callable[[], None]:
    name = connection.settings_dict["NAME"]
    fresh = f"{name}_fresh"

    def copy(source: str, target: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:  # Django's own way to another database than its own
            # Forced: processes and threads a test has left may still hold connections.
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    copy(name, fresh)
    return lambda: copy(fresh, name)
