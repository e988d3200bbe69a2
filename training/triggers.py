"""Database triggers that keep training records append-only: every model built on ``AppendOnlyModel``."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from common import append_only


def tables() -> list[str]:
    """The append-only tables of this package."""
    from training.querysets import AppendOnlyModel  # noqa: PLC0415 - read by tests before the registry is ready

    models = apps.get_app_config("training").get_models()
    return [model._meta.db_table for model in models if issubclass(model, AppendOnlyModel)]


def create_statements(vendor: str) -> list[str]:
    """SQL that makes the triggers of all those tables where they are missing."""
    words = "training records"
    return [line for table in tables() for line in append_only.create_statements(table, words, vendor)]


def drop_statements(vendor: str) -> list[str]:
    """SQL that removes them: for unmigrating, and for tests that empty their own database."""
    return [line for table in tables() for line in append_only.drop_statements(table, vendor)]


def ensure_triggers(using: str, **_: Any) -> None:
    """Make the triggers in a database that has the tables; receives ``post_migrate``."""
    connection = connections[using]
    if _has_tables(connection):
        append_only.execute(connection, create_statements(connection.vendor))


def _has_tables(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    return there.issuperset(tables())
