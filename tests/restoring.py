"""Transactional tests end with the database the migrations made, not with an empty one.

Django's own flush would take the root page, the workflow and the groups with it, and the triggers of the
audit log forbid it. A copy of the fresh database is kept in memory and copied back.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase


def restore_after_transactional_tests() -> None:
    """Keep a copy of the database as it is now; every transactional test will leave it behind again."""
    if connection.vendor != "sqlite":
        return  # PostgreSQL truncates; its tests bring what they need
    connection.ensure_connection()
    fresh = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(fresh)

    def restore(_self: Any) -> None:
        connection.ensure_connection()
        fresh.backup(connection.connection)
        ContentType.objects.clear_cache()
        cache.clear()

    TransactionTestCase._fixture_teardown = restore  # type: ignore[method-assign]
