"""Forbid INSERT OR REPLACE over a record of the audit log, which SQLite did not count as DELETE or UPDATE."""

from django.db import migrations

from accounts.triggers import create_triggers


def create(apps, schema_editor):
    create_triggers(schema_editor.connection)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS accounts_auditentry_no_replace")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_triggers")]

    operations = [migrations.RunPython(create, drop)]
