"""Transactions of services that hundreds call in the same second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def joined() -> Iterator[None]:
    """The transaction that is open, as it is in a request that writes; else one of its own.

    Unlike a nested ``atomic`` it costs no savepoint, and takes nothing back where the caller catches what was
    raised and goes on: for what is written only after everything was checked.
    """
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield
