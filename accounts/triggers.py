"""Database triggers that keep the audit log append-only; made by migrations and after ``migrate``."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from common import append_only

_TABLE = "accounts_auditentry"


def create_statements(vendor: str) -> list[str]:
    """SQL that makes the triggers where they are missing; nothing for a database we do not support."""
    return append_only.create_statements(_TABLE, "audit records", vendor)


def drop_statements(vendor: str) -> list[str]:
    """SQL that removes the triggers: for unmigrating, and for tests that empty their own database."""
    return append_only.drop_statements(_TABLE, vendor)


def create_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers in a database that has the audit table."""
    append_only.execute(connection, create_statements(connection.vendor))


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers."""
    append_only.execute(connection, drop_statements(connection.vendor))
