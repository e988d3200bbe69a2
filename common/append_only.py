"""Database triggers that keep a table append-only, whatever code or console writes to it.

SQLite loses the triggers of a table when a later migration rebuilds it: make them again after ``migrate``.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper


def create_statements(table: str, words: str, vendor: str) -> list[str]:
    """SQL that makes the triggers of ``table`` where they are missing; nothing for an unknown database.

    Args:
        words: what the rows are called in the error, such as "audit records".
    """
    return [line.format(table=table, words=words) for line in _CREATE.get(vendor, [])]


def drop_statements(table: str, vendor: str) -> list[str]:
    """SQL that removes the triggers: for unmigrating, and for tests that empty their own database."""
    return [line.format(table=table) for line in _DROP.get(vendor, [])]


def execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    """Run statements one after another."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


_CREATE = {
    "sqlite": [
        """CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, '{words} cannot be changed'); END""",
        """CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{words} cannot be deleted'); END""",
        # INSERT OR REPLACE deletes the row of the same id without asking the trigger above. A row without
        # an id of its own comes by here as -1.
        """CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table}
            WHEN NEW.id > 0 AND EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, '{words} cannot be replaced'); END""",
    ],
    # INSERT … ON CONFLICT DO UPDATE and MERGE ask the trigger for UPDATE.
    "postgresql": [
        """CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION '{words} cannot be changed or deleted'
            USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql""",
        """CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_append_only()""",
        """CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()""",
    ],
}
_DROP = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS {table}_no_update",
        "DROP TRIGGER IF EXISTS {table}_no_delete",
        "DROP TRIGGER IF EXISTS {table}_no_replace",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        "DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        "DROP FUNCTION IF EXISTS {table}_append_only()",
    ],
}
