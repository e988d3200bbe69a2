"""An index of ours on a table of Wagtail's: every picture is looked up by the name of its file.

It is no migration: Wagtail's next change of the table would drop on SQLite what Django's state does not know.
So it is made, where it is missing, at the end of every ``migrate``.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from wagtail.images import get_image_model


def ensure_file_index(using: str, **_: Any) -> None:
    """Index the files of renditions; receives ``post_migrate``."""
    rendition = get_image_model().get_rendition_model()._meta
    connection = connections[using]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if rendition.db_table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {quote('content_rendition_file')} "
                f"ON {quote(rendition.db_table)} ({quote(rendition.get_field('file').column)})"
            )
