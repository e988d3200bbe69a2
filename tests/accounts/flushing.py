"""Lets the test runner empty its own database, which the triggers of the audit log forbid."""

from __future__ import annotations

from typing import Any

from django.db import connections

from accounts.triggers import create_statements, drop_statements


def let_flush_empty_the_audit_log() -> None:
    """Make `flush`, which ends every transactional test, take the triggers off and put them on again."""
    for connection in connections.all():
        original, vendor = connection.ops.sql_flush, connection.vendor

        def sql_flush(
            *args: Any, _original: Any = original, _vendor: str = vendor, **kwargs: Any
        ) -> list[str]:
            statements = _original(*args, **kwargs)
            if not any("accounts_auditentry" in statement for statement in statements):
                return statements
            return [*drop_statements(_vendor), *statements, *create_statements(_vendor)]

        connection.ops.sql_flush = sql_flush
