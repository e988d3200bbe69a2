"""The frame of the portal (home page, columns, workflow) in the test database, as if it had always been."""

from __future__ import annotations

from django.db import connection
from wagtail.models import PageLogEntry

from accounts.models import AuditEntry
from accounts.triggers import create_triggers, drop_triggers
from common.models import Job
from tests.factories.content import make_structure


def make_frame() -> None:
    """Make it; the outbox, the audit log and the history of pages are empty afterwards, as tests expect."""
    make_structure()
    Job.objects.all().delete()
    PageLogEntry.objects.all().delete()
    drop_triggers(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {AuditEntry._meta.db_table}")
    create_triggers(connection)
