"""Lets the test runner empty its own database, which the triggers of append-only tables forbid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections

from accounts import triggers as of_accounts
from training import triggers as of_training


def let_flush_empty_the_audit_log() -> None:
    """Make `flush`, which ends every transactional test, take the triggers off and put them on again."""
    for connection in connections.all():
        connection.ops.sql_flush = _without_triggers(connection.ops.sql_flush, connection.vendor)


def _without_triggers(sql_flush: Callable[..., list[str]], vendor: str) -> Callable[..., list[str]]:
    def flush(*args: Any, **kwargs: Any) -> list[str]:
        statements = sql_flush(*args, **kwargs)
        if not any("accounts_auditentry" in statement for statement in statements):
            return statements
        off = [*of_accounts.drop_statements(vendor), *of_training.drop_statements(vendor)]
        on = [*of_accounts.create_statements(vendor), *of_training.create_statements(vendor)]
        return [*off, *statements, *on]

    return flush
