"""Database triggers that keep the audit log append-only, whatever code or console writes to it.

They are made by migrations 0002 and 0003 and again after every ``migrate``: SQLite loses the triggers of a
table when a later migration rebuilds it.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "accounts_auditentry"

_CREATE = {
    "sqlite": [
        f"""CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_update BEFORE UPDATE ON {_TABLE}
            BEGIN SELECT RAISE(ABORT, 'audit records cannot be changed'); END""",
        f"""CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_delete BEFORE DELETE ON {_TABLE}
            BEGIN SELECT RAISE(ABORT, 'audit records cannot be deleted'); END""",
        # INSERT OR REPLACE deletes the row of the same id without asking the trigger above. A row without
        # an id of its own comes by here as -1.
        f"""CREATE TRIGGER IF NOT EXISTS {_TABLE}_no_replace BEFORE INSERT ON {_TABLE}
            WHEN NEW.id > 0 AND EXISTS (SELECT 1 FROM {_TABLE} WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'audit records cannot be replaced'); END""",  # noqa: S608 - our own name
    ],
    # INSERT … ON CONFLICT DO UPDATE and MERGE ask the trigger for UPDATE.
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION {_TABLE}_append_only() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION 'audit records cannot be changed or deleted'
            USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql""",
        f"""CREATE OR REPLACE TRIGGER {_TABLE}_no_change BEFORE UPDATE OR DELETE ON {_TABLE}
            FOR EACH ROW EXECUTE FUNCTION {_TABLE}_append_only()""",
        f"""CREATE OR REPLACE TRIGGER {_TABLE}_no_truncate BEFORE TRUNCATE ON {_TABLE}
            FOR EACH STATEMENT EXECUTE FUNCTION {_TABLE}_append_only()""",
    ],
}
_DROP = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {_TABLE}_no_update",
        f"DROP TRIGGER IF EXISTS {_TABLE}_no_delete",
        f"DROP TRIGGER IF EXISTS {_TABLE}_no_replace",
    ],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {_TABLE}_no_change ON {_TABLE}",
        f"DROP TRIGGER IF EXISTS {_TABLE}_no_truncate ON {_TABLE}",
        f"DROP FUNCTION IF EXISTS {_TABLE}_append_only()",
    ],
}


def create_statements(vendor: str) -> list[str]:
    """SQL that makes the triggers where they are missing; nothing for a database we do not support."""
    return _CREATE.get(vendor, [])


def drop_statements(vendor: str) -> list[str]:
    """SQL that removes the triggers: for unmigrating, and for tests that empty their own database."""
    return _DROP.get(vendor, [])


def create_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers in a database that has the audit table."""
    with connection.cursor() as cursor:
        for statement in create_statements(connection.vendor):
            cursor.execute(statement)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers."""
    with connection.cursor() as cursor:
        for statement in drop_statements(connection.vendor):
            cursor.execute(statement)
